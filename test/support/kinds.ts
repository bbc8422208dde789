// Opens journal and fold with all kinds of this program.

import kinds from "agentops:records";
import type { Repository } from "../../src/git/repository.ts";
import * as codec from "../../src/journal/codec.ts";
import * as journal from "../../src/journal/journal.ts";
import { kindsOf } from "../../src/records/kinds.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import * as state from "../../src/records/state.ts";

export const KINDS = kindsOf(kinds);

export const encodeRecord = (record: JournalRecord): string => codec.encodeRecord(KINDS, record);
export const recordPath = (record: JournalRecord): string => codec.recordPath(KINDS, record);
export const decodeRecord = (file: string, bytes: Buffer): Promise<codec.Decoded> =>
  codec.decodeRecord(KINDS, file, bytes);
export const openJournal = (repository: Repository): journal.Journal =>
  journal.openJournal(repository, KINDS);
export const createState = (): state.MutableState => state.createState(KINDS);
