// Tells where a record was read: its git object, and in whose journal.
import type { JournalRecord } from "./record.ts";

export interface Origin {
  /** The record's object id. */
  readonly blob: string;
  /** True where it lies in the journal of the clone that it names as its own. */
  readonly own: boolean;
}

/** Where a record lies; `here` means in the journal of the reading clone, whose copy of its own ids wins. */
export type Lies = boolean | "here";

/** A record with what decides when two journals hold different bytes under one id. */
export interface StoredRecord {
  readonly record: JournalRecord;
  readonly blob: string;
  readonly own: Lies;
}
