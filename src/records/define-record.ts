// Defines a kind of record: its shape, what it tells of itself, and what machinery that knows no kinds has to ask it.
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

/** Names a commit of the code so that it is found from wherever the journal lies. */
export type CiteCommit = (commit: string) => string;

interface RecordSpec<R extends JournalRecord> {
  /** Its line in the journal's commits; beginning with the word for its kind. */
  summary(record: R): string;
  /** Trailers of the same commit: on what grounds it was written. */
  why?(record: R): readonly string[];
  story?(record: R): Partial<Told>;
  /** The draft with the commits that it cites named as `cite` names them. */
  cites?(draft: DraftOf<R>, cite: CiteCommit): DraftOf<R>;
  /** Id of the job that it names itself, or null; left out where the job follows from its session. */
  job?(record: R): string | null;
  /** Ids of records that count in any journal because of this one, where it counts there itself. */
  vouches?(record: R): readonly string[];
  /** Counts in whichever journal it lies, and not only in that of the clone that wrote it. */
  readonly countsAnywhere?: boolean;
  /** Rides along with what is recorded; a reader of the log does not look for it. */
  readonly chatter?: boolean;
  /** Decides what hooks may put before a model, so that what they keep is made anew. */
  readonly changesBrief?: boolean;
  /** Written also without an agent at work, so that it makes no session. */
  readonly unattended?: boolean;
  readonly indexes?: readonly Feed<R>[];
  /** Kept as markdown with this order of fields in its head; the field `body` is the text. Else it is JSON. */
  readonly head?: readonly string[];
}

export interface RecordKind<R extends JournalRecord = JournalRecord> extends RecordSpec<R> {
  /** Its folder in the journal, and the name of the file that defines it. */
  readonly name: string;
  readonly indexes: readonly Feed<R>[];
  /** Built when first asked for: a process that writes and reads no such record never needs it. */
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
      // The compiler can't see through fields that it does not know yet; `RecordWith` says the same.
      schema ??= z.object({ record: z.literal(name), ...PROVENANCE, ...fields }) as unknown as z.ZodType<R>;
      return schema;
    },
    is: (record): record is R => record?.record === name,
    isDraft: (draft): draft is DraftOf<R> => draft.record === name,
    draft: (given) => ({ record: name, ...given }) as DraftOf<R>,
  };
}
