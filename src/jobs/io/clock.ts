// Reads a clock that nobody can set: milliseconds since this machine was started, and which start that was.
import { readFileSync, readlinkSync } from "node:fs";
import type { Clock } from "../lease.ts";

let known: string | null | undefined;

/** Linux tells one boot from another; elsewhere `boot` is null, and leases are judged by watching them. */
export function clock(): Clock {
  known ??= bootName();
  return { boot: known, now: Number(process.hrtime.bigint() / 1_000_000n) };
}

/** Includes the time namespace, as a container may count from another point. */
function bootName(): string | null {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${timeNamespace()}`.trim();
  } catch {
    return null;
  }
}

function timeNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/time").replace(/\D/g, "");
  } catch {
    return "";
  }
}
