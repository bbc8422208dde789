// Starts this program again as a separate process, for work that nobody may wait for.
import { detachedBy } from "./detached-by.ts";

/** It outlives its parent. Imported dynamically, as most hooks start nothing. */
export async function startApart(args: readonly string[], cwd: string): Promise<void> {
  const program = process.argv[1];
  if (program === undefined) return;
  const { spawn } = await import("node:child_process");
  detachedBy(spawn, [program, ...args], cwd);
}
