// Defines what the journal tells of its records.
import type { JournalRecord } from "../records/record.ts";

/** The commit of the journal that holds a record. */
export interface JournalCommit {
  readonly ref: string;
  readonly commit: string;
  readonly path: string;
  readonly author: string;
}

export interface AppendedRecord {
  readonly record: JournalRecord;
  /** `<ref>:<path>`, as `git show` takes it. */
  readonly file: string;
}
