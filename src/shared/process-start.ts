// Tells one process from a later one that was given the same number.

import { createHash } from "node:crypto";
import { readFile, readlink } from "node:fs/promises";
import os from "node:os";
import { isCode } from "./files.ts";

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
    return isCode(error, "EPERM") ? "0" : "gone";
  }
}

/** A name for this process that no later one can have: `<place>-<pid>-<start>`. */
export async function ownName(): Promise<string> {
  return [await place(), process.pid, await processStart(process.pid)].join("-");
}

/** True if the process of that name has ended; null where this can't be seen from here (another host or container). */
export async function hasEnded(name: string): Promise<boolean | null> {
  const [where, pid, start] = name.split("-");
  if (where !== (await place())) return null;
  return (await processStart(Number(pid))) !== start;
}

let knownPlace: Promise<string> | undefined;

/** Tells whether a process id means the same here as where it was written: host, boot and pid namespace. */
function place(): Promise<string> {
  knownPlace ??= (async () => {
    const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
    const namespace = await readlink("/proc/self/ns/pid").catch(() => "");
    return createHash("sha256").update(`${os.hostname()} ${boot} ${namespace}`).digest("hex").slice(0, 10);
  })();
  return knownPlace;
}
