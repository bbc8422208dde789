// Tells a process from a later one with the same number.

import { readFileSync, readlinkSync } from "node:fs";
import os from "node:os";
import { sha256 } from "./sha256.ts";

/** The process's start time in clock ticks, "0" where the system doesn't tell it, "gone" when there is no such process. */
function processStart(pid: number): string {
  if (process.platform === "linux") {
    const line = orNothing(() => readFileSync(`/proc/${pid}/stat`, "latin1"));
    // Field 22, counted after the command name, which may itself hold spaces and parentheses. "Z" is dead already.
    const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? "gone" : (fields[19] ?? "gone");
  }
  try {
    process.kill(pid, 0);
    return "0";
  } catch (error) {
    // Another user's process, which is there.
    return error instanceof Error && "code" in error && error.code === "EPERM" ? "0" : "gone";
  }
}

let own: string | undefined;

/** A name for this process that no later one can have: `<place>-<pid>-<start>`. */
export function ownName(): string {
  own ??= [place(), process.pid, processStart(process.pid)].join("-");
  return own;
}

/** True if the process of that name has ended; null where this can't be seen from here (another host or container). */
export function hasEnded(name: string): boolean | null {
  const [where, pid, start] = name.split("-");
  if (where !== place()) return null;
  return processStart(Number(pid)) !== start;
}

let knownPlace: string | undefined;

/** Tells whether a process id means the same here as where it was written: host, boot and pid namespace. */
function place(): string {
  knownPlace ??= (() => {
    const boot = orNothing(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8"));
    const namespace = orNothing(() => readlinkSync("/proc/self/ns/pid"));
    return sha256(`${os.hostname()} ${boot} ${namespace}`).slice(0, 10);
  })();
  return knownPlace;
}

function orNothing(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}
