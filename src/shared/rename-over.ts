// Renames a file over another, which Windows refuses for moments while another process has that one open.
import { renameSync } from "node:fs";
import { rename } from "node:fs/promises";

/** Milliseconds between tries; virus scanners and readers let go within a fraction of a second. */
const PAUSES_MS = [10, 20, 40, 80, 160, 320];
const IN_USE: ReadonlySet<unknown> = new Set(["EPERM", "EACCES", "EBUSY"]);

/** The pauses before further tries; on other systems such an error is about permissions, so there are none. */
export const pausesAfter = (error: unknown, platform: NodeJS.Platform): readonly number[] =>
  platform === "win32" && IN_USE.has(Object(error).code) ? PAUSES_MS : [];

export async function renameOver(from: string, to: string): Promise<void> {
  for (let tried = 0; ; tried += 1) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const pause = pausesAfter(error, process.platform)[tried];
      if (pause === undefined) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** For hooks, which can't wait for the event loop. */
export function renameOverNow(from: string, to: string): void {
  for (let tried = 0; ; tried += 1) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const pause = pausesAfter(error, process.platform)[tried];
      if (pause === undefined) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
    }
  }
}
