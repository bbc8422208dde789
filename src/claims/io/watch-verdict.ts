// Waits for what may bring a claim its verdict by looking at a few small files, so that nothing is worked out again in vain.
import { setTimeout as sleep } from "node:timers/promises";
import type { VerdictWatch } from "../port.ts";

/** Between looks: soon after something has moved, as more may follow, and then less and less often. */
const FIRST_MS = 20;
const LONGEST_MS = 100;
const GROWTH = 1.3;

/** `stamp` is equal while nothing has moved. */
export function watchVerdict(stamp: () => string): VerdictWatch {
  let seen: string | null = null;
  return {
    async hasMoved(until, signal) {
      for (let wait = FIRST_MS; ; wait = Math.min(wait * GROWTH, LONGEST_MS)) {
        const left = until - Date.now();
        if (left <= 0 || signal.aborted) return false;
        // Taken before anybody reads what it is about, so that a change in between shows as one.
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
