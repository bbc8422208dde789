// Starts this program again, apart from the process that does so: for work that nobody may wait for.
import { spawn } from "node:child_process";

/** Whatever it prints goes nowhere, and it outlives its parent. */
export function startApart(args: readonly string[], cwd: string): void {
  const [node, program] = [process.execPath, process.argv[1]];
  if (program === undefined) return;
  spawn(node, [program, ...args], { cwd, detached: true, stdio: "ignore", windowsHide: true }).unref();
}
