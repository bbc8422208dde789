// Tells one process from a later one that was given the same number.
import { readFile } from "node:fs/promises";

/** The process's start time in clock ticks, "0" where the system doesn't tell it, "gone" when there is no such process. */
export async function processStart(pid: number): Promise<string> {
  if (process.platform === "linux") {
    const line = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => "");
    // Field 22, counted after the command name, which may itself hold spaces and parentheses. "Z" is dead already.
    const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? "gone" : (fields[19] ?? "gone");
  }
  try {
    process.kill(pid, 0);
    return "0";
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM" ? "0" : "gone";
  }
}
