// Starts a Node program that goes on when this process ends, for work with a remote that nobody waits for.
import { spawn } from "node:child_process";

/** Nothing is heard of it: a program that can't be started is no error. */
export function startDetached(args: readonly string[]): void {
  const child = spawn(process.execPath, args, { detached: true, stdio: "ignore", windowsHide: true });
  child.once("error", () => {}).unref();
}
