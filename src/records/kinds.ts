// Holds the record kinds of a program. Whoever opens a journal passes them in, so no code here lists them.
import type { CiteCommit, RecordKind } from "./define-record.ts";
import type { JournalRecord, RecordDraft } from "./record.ts";
import Redaction from "./redaction.ts";

/** By name. */
export type Kinds = ReadonlyMap<string, RecordKind>;

/** Redactions are always included, as the fold itself obeys them. */
export const kindsOf = (kinds: Iterable<RecordKind>): Kinds =>
  new Map([...kinds, Redaction].map((kind) => [kind.name, kind]));

/** Throws for a record of an unknown kind, which readers never let in. */
export function kindOf(kinds: Kinds, { record }: Pick<JournalRecord, "record">): RecordKind {
  const kind = kinds.get(record);
  if (!kind) throw new Error(`no kind of record is called ${record}`);
  return kind;
}

/** The draft with its cited commits named by `cite`. */
export const citing = (kinds: Kinds, draft: RecordDraft, cite: CiteCommit): RecordDraft =>
  kinds.get(draft.record)?.cites?.(draft, cite) ?? draft;
