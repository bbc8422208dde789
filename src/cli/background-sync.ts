// Syncs for a server with `sync: auto` in a process of its own, as no call may wait for a remote and a client may kill the
// server.
import { startDetached } from "../git/detached.ts";
import type { CommandInput } from "./define-command.ts";

const PASSED_ON = ["dir", "knowledge", "base"];

/** Starts `agentops-mcp sync --background` for the repository of these options; it outlives this process. */
export function startBackgroundSync(options: CommandInput["options"]): void {
  const [, program = ""] = process.argv;
  const passed = PASSED_ON.flatMap((name) =>
    typeof options[name] === "string" ? [`--${name}`, options[name]] : [],
  );
  startDetached([program, "sync", "--background", ...passed]);
}
