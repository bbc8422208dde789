// Waits for a claim's verdict by looking at a few small files, so that the state is not computed in vain.
import { setTimeout as sleep } from "node:timers/promises";
import type { VerdictWatch } from "../port.ts";

/** Milliseconds between looks: short after a change, as more may follow, then longer and longer. */
const FIRST_MS = 20;
const LONGEST_MS = 100;
const GROWTH = 1.3;

/** `stamp` returns equal texts while nothing has changed. */
export function watchVerdict(stamp: () => string): VerdictWatch {
  let seen: string | null = null;
  return {
    async hasMoved(until, signal) {
      for (let wait = FIRST_MS; ; wait = Math.min(wait * GROWTH, LONGEST_MS)) {
        const left = until - Date.now();
        if (left <= 0 || signal.aborted) return false;
        // Taken before the records are read, so that a change in between shows as one.
        const now = stamp();
        if (now !== seen) {
          seen = now;
          return true;
        }
        await sleep(Math.min(wait, left));
      }
    },
  };
}
