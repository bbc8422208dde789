// Holds the kinds of records that a program knows; whoever opens a journal hands them in, so nothing below lists them.
import type { CiteCommit, RecordKind } from "./define-record.ts";
import type { JournalRecord, RecordDraft } from "./record.ts";
import Redaction from "./redaction.ts";

/** By name. */
export type Kinds = ReadonlyMap<string, RecordKind>;

/** Redactions are always among them: the fold itself obeys them. */
export const kindsOf = (kinds: Iterable<RecordKind>): Kinds =>
  new Map([...kinds, Redaction].map((kind) => [kind.name, kind]));

/** Throws for a record of another program's making, which no reader lets in. */
export function kindOf(kinds: Kinds, { record }: Pick<JournalRecord, "record">): RecordKind {
  const kind = kinds.get(record);
  if (!kind) throw new Error(`no kind of record is called ${record}`);
  return kind;
}

/** The draft with the commits that it cites named as `cite` names them. */
export const citing = (kinds: Kinds, draft: RecordDraft, cite: CiteCommit): RecordDraft =>
  kinds.get(draft.record)?.cites?.(draft, cite) ?? draft;
