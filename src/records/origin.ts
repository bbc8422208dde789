// Tells where a record was read: as which object, and in whose journal.
import type { JournalRecord } from "./record.ts";

export interface Origin {
  /** The record's object id. */
  readonly blob: string;
  /** True where it lies in the journal of the clone that it says it was written in. */
  readonly own: boolean;
}

/** Where a record lies: `here` in the journal of the clone that reads, whose word about its own ids is the last. */
export type Lies = boolean | "here";

/** A record with what decides when two journals hold different bytes under one id. */
export interface StoredRecord {
  readonly record: JournalRecord;
  readonly blob: string;
  readonly own: Lies;
}
