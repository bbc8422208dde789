// Starts a person's own program: the editor, which is waited for, or the browser, which is not.
import { spawn, spawnSync } from "node:child_process";
import { AgentOpsError } from "../shared/errors.ts";

/** Shows the file in the person's editor until it is closed. Throws INVALID_ARGUMENT where there is none, or it fails. */
export function editFile(file: string, env: NodeJS.ProcessEnv): void {
  const editor = [env.VISUAL, env.EDITOR].find((each) => each !== undefined && each.trim() !== "");
  if (editor === undefined)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      "Neither VISUAL nor EDITOR names an editor.",
      "Set one, such as EDITOR=nano, or give the changes as options.",
    );
  // The variable may hold options, as in `code --wait`, so a shell reads it; the file's name is passed apart from it.
  const { status, error } =
    process.platform === "win32"
      ? spawnSync(`${editor} "${file}"`, { stdio: "inherit", shell: true })
      : spawnSync("/bin/sh", ["-c", `${editor} "$1"`, "sh", file], { stdio: "inherit" });
  if (status === 0 && !error) return;
  throw new AgentOpsError(
    "INVALID_ARGUMENT",
    `The editor ${editor} ended with ${error?.message ?? `exit code ${status}`}; nothing was stored.`,
    `What you wrote is in ${file}.`,
  );
}

/** False where there can be no browser. One that fails to start is no error, as the link is printed too. */
export function openInBrowser(url: string, env: NodeJS.ProcessEnv): boolean {
  const isGraphic = process.platform !== "linux" || Boolean(env.DISPLAY ?? env.WAYLAND_DISPLAY);
  if (!isGraphic) return false;
  const [program, ...args] =
    process.platform === "darwin"
      ? ["open"]
      : process.platform === "win32"
        ? ["rundll32", "url.dll,FileProtocolHandler"]
        : ["xdg-open"];
  const child = spawn(program ?? "", [...args, url], { detached: true, stdio: "ignore" });
  child.on("error", () => {});
  child.unref();
  return true;
}
