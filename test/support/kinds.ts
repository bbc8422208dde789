// Journal and fold with the kinds of this program, found by their place as the bundler finds them, also where nothing was bundled.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { recordFiles } from "../../scripts/catalog.mjs";
import type { Repository } from "../../src/git/repository.ts";
import * as codec from "../../src/journal/codec.ts";
import * as journal from "../../src/journal/journal.ts";
import type { RecordKind } from "../../src/records/define-record.ts";
import { type Kinds, kindsOf } from "../../src/records/kinds.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import * as state from "../../src/records/state.ts";
import { ROOT } from "./client.ts";

/** The kinds that lie below a root. */
export async function kindsIn(root: string): Promise<Kinds> {
  const files = recordFiles(root).map((file) => pathToFileURL(path.join(root, file)).href);
  const modules: { default: RecordKind }[] = await Promise.all(files.map((file) => import(file)));
  return kindsOf(modules.map((module) => module.default));
}

export const KINDS = await kindsIn(ROOT);

export const encodeRecord = (record: JournalRecord): string => codec.encodeRecord(KINDS, record);
export const recordPath = (record: JournalRecord): string => codec.recordPath(KINDS, record);
export const decodeRecord = (file: string, bytes: Buffer): Promise<codec.Decoded> =>
  codec.decodeRecord(KINDS, file, bytes);
export const openJournal = (repository: Repository): journal.Journal =>
  journal.openJournal(repository, KINDS);
export const createState = (): state.MutableState => state.createState(KINDS);
