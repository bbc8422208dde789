// Decides which of several copies of a record counts, with the same result in every clone.
import type { Origin } from "./origin.ts";
import type { JournalRecord } from "./record.ts";

export interface Copy extends Origin {
  readonly record: JournalRecord;
  /** It lies in the journal of the clone that reads. */
  readonly isHere: boolean;
}

/** Two clones have each written a record under one id, and neither is the reading one. */
export const areRivals = (a: Copy, b: Copy): boolean =>
  a.own && b.own && !a.isHere && !b.isHere && a.record.clone !== b.record.clone;

/**
 * Two journals hold different bytes under one id, so one was tampered with, as ids never repeat by chance. The reading
 * clone's copy wins, then the writing clone's; where that is missing, the smaller blob id, as every clone finds the same
 * one.
 */
export function outranks(challenger: Copy, holder: Copy): boolean {
  if (challenger.isHere !== holder.isHere) return challenger.isHere;
  if (challenger.own !== holder.own) return challenger.own;
  return challenger.blob < holder.blob;
}
