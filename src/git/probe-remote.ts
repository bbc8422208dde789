// Asks a remote which refs it has, with a time limit and without ever asking a person for a password.
import { spawn } from "node:child_process";
import { gitEnvironment } from "./run.ts";

export type ProbedRemote =
  | { readonly answer: "refs"; readonly refs: number }
  | { readonly answer: "refused"; readonly reason: string }
  | { readonly answer: "silent" };

/** `remote` is the name of a configured remote, `pattern` of refs such as `refs/agentops/*`. */
export function probeRemote(
  folder: string,
  remote: string,
  pattern: string,
  limitMs: number,
): Promise<ProbedRemote> {
  const quiet = ["-c", "core.askPass=", "-c", "credential.interactive=never"];
  return new Promise((resolve) => {
    const child = spawn("git", [...quiet, "ls-remote", "--", remote, pattern], {
      cwd: folder,
      env: gitEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
      // Without a terminal ssh cannot ask, and a group of its own ends together with what it started.
      detached: true,
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const timer = setTimeout(() => {
      resolve({ answer: "silent" });
      endGroup(child.pid);
      child.stdout.destroy();
      child.stderr.destroy();
    }, limitMs);
    const done = (answer: ProbedRemote) => {
      clearTimeout(timer);
      resolve(answer);
    };
    child.once("error", (error) => done({ answer: "refused", reason: error.message }));
    child.once("close", (code) => {
      if (code === 0) done({ answer: "refs", refs: stdout.split("\n").filter(Boolean).length });
      else done({ answer: "refused", reason: stderr.trim().split("\n")[0] ?? "" });
    });
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing is left of the group.
  }
}
