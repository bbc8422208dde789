// Defines a kind of record: its fields, what it tells of itself, and what code that knows no kinds has to ask it.
import * as z from "zod";
import type { Feed } from "./indexes.ts";
import { type DraftOf, type JournalRecord, PROVENANCE, type RecordDraft, type RecordWith } from "./record.ts";

/** What a record tells of itself. */
export interface Told {
  readonly title: string | null;
  readonly state: string;
  /** Evidence and predecessors, as `<type> <ref>`. */
  readonly derived_from: readonly string[];
}

/** Names a commit of the code so that it can be found from wherever the journal lies. */
export type CiteCommit = (commit: string) => string;

interface RecordSpec<R extends JournalRecord> {
  /** Its line in the journal's commit message, which begins with the word for its kind. */
  summary(record: R): string;
  /** Trailers of that message: the grounds on which it was written. */
  why?(record: R): readonly string[];
  story?(record: R): Partial<Told>;
  /** The draft with its cited commits named by `cite`. */
  cites?(draft: DraftOf<R>, cite: CiteCommit): DraftOf<R>;
  /** The id of the job that it names itself, or null; left out where the session tells the job. */
  job?(record: R): string | null;
  /** Ids of records that count in any journal because of this one, if it counts there itself. */
  vouches?(record: R): readonly string[];
  /** Counts in any journal, not only in that of the clone that wrote it. */
  readonly countsAnywhere?: boolean;
  /** Stored along with other records, and not worth a line in the log. */
  readonly chatter?: boolean;
  /** Affects what hooks may put before a model, so that their view is made anew. */
  readonly changesBrief?: boolean;
  /** May be written without an agent at work, so it makes no session. */
  readonly unattended?: boolean;
  readonly indexes?: readonly Feed<R>[];
  /** Kept as markdown with these fields in its frontmatter and `body` as its text; left out: as JSON. */
  readonly head?: readonly string[];
}

export interface RecordKind<R extends JournalRecord = JournalRecord> extends RecordSpec<R> {
  /** Its folder in the journal, and the name of the file that defines it. */
  readonly name: string;
  readonly indexes: readonly Feed<R>[];
  /** Built when first asked for, as many processes never need it. */
  readonly schema: z.ZodType<R>;
  is(record: JournalRecord | undefined): record is R;
  isDraft(draft: RecordDraft): draft is DraftOf<R>;
  draft(fields: Omit<DraftOf<R>, "record">): DraftOf<R>;
}

export function defineRecord<const N extends string, F extends z.ZodRawShape>(
  name: N,
  fields: F,
  spec: RecordSpec<RecordWith<N, F>>,
): RecordKind<RecordWith<N, F>> {
  type R = RecordWith<N, F>;
  let schema: z.ZodType<R> | null = null;
  return {
    indexes: [],
    ...spec,
    name,
    get schema() {
      // TypeScript can't check fields that are still a type parameter; `RecordWith` states the same type.
      schema ??= z.object({ record: z.literal(name), ...PROVENANCE, ...fields }) as unknown as z.ZodType<R>;
      return schema;
    },
    is: (record): record is R => record?.record === name,
    isDraft: (draft): draft is DraftOf<R> => draft.record === name,
    draft: (given) => ({ record: name, ...given }) as DraftOf<R>,
  };
}
