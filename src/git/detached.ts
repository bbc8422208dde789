// Starts a Node program that goes on when this process ends.
import { spawn } from "node:child_process";

/** Nothing is heard of it, whatever it prints: a program that can't be started is no error. */
export function startDetached(args: readonly string[], cwd?: string): void {
  const child = spawn(process.execPath, args, { cwd, detached: true, stdio: "ignore", windowsHide: true });
  child.once("error", () => {}).unref();
}
