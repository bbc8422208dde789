// Starts this program again, apart from the process that does so: for work that nobody may wait for.

/** Whatever it prints goes nowhere, and it outlives its parent. Loaded late, because most hooks start nothing. */
export async function startApart(args: readonly string[], cwd: string): Promise<void> {
  const [node, program] = [process.execPath, process.argv[1]];
  if (program === undefined) return;
  const { spawn } = await import("node:child_process");
  spawn(node, [program, ...args], { cwd, detached: true, stdio: "ignore", windowsHide: true }).unref();
}
