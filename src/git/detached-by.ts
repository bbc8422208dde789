// Starts a detached Node program with a `spawn` that the caller passes in, as hooks load it only where they start
// something.
import type { spawn } from "node:child_process";

/** Ignores its output and a failed start. */
export function detachedBy(start: typeof spawn, args: readonly string[], cwd?: string): void {
  const child = start(process.execPath, args, { cwd, detached: true, stdio: "ignore", windowsHide: true });
  child.once("error", () => {}).unref();
}
