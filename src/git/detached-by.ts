// Detaches a Node program by a spawn that its caller has loaded, as hooks load it only where they start something.
import type { spawn } from "node:child_process";

/** Nothing is heard of it, whatever it prints: a program that can't be started is no error. */
export function detachedBy(start: typeof spawn, args: readonly string[], cwd?: string): void {
  const child = start(process.execPath, args, { cwd, detached: true, stdio: "ignore", windowsHide: true });
  child.once("error", () => {}).unref();
}
