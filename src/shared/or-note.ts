// Turns a failure after a record is stored into a note, as an error would say that nothing was stored.
import { AgentOpsError } from "./errors.ts";

/** Null where it failed for a known reason, which is added to `notes`; `what` begins that note. */
export async function orNote<T>(notes: string[], what: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AgentOpsError)) throw error;
    notes.push(`${what}: ${error.message}`);
    return null;
  }
}
