// Decides which of several copies of a record counts, everywhere alike.
import type { Origin } from "./origin.ts";
import type { JournalRecord } from "./record.ts";

export interface Copy extends Origin {
  readonly record: JournalRecord;
  /** It lies in the journal of the clone that reads. */
  readonly isHere: boolean;
}

/** Two clones have each written a record under one id, and neither is the one that reads. */
export const areRivals = (a: Copy, b: Copy): boolean =>
  a.own && b.own && !a.isHere && !b.isHere && a.record.clone !== b.record.clone;

/**
 * Two journals hold different bytes under one id: a copy that was tampered with, as ids never repeat by chance.
 * That of the clone that reads wins, then that of the clone that wrote it; where that one is not at hand, the smaller
 * blob id, everywhere alike.
 */
export function outranks(challenger: Copy, holder: Copy): boolean {
  if (challenger.isHere !== holder.isHere) return challenger.isHere;
  if (challenger.own !== holder.own) return challenger.own;
  return challenger.blob < holder.blob;
}
