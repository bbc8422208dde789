// Defines what every record says of itself: who wrote it, when, in which session and at which commit.
import * as z from "zod";
import { RecordId } from "./shapes.ts";

export const ROLES = ["worker", "judge", "supervisor"] as const;
export type Role = (typeof ROLES)[number];

/** The version that this program writes; records of a higher one are quarantined and never guessed at. */
export const RECORD_VERSION = 1;

/** `at` is UTC in ISO 8601, `commit` the session's HEAD at that time, `clone` the journal that holds it. */
export const PROVENANCE = {
  v: z.literal(RECORD_VERSION),
  id: RecordId,
  at: z.iso.datetime(),
  session: z.string().min(1).max(200),
  runtime: z.string().max(100),
  role: z.enum(ROLES),
  clone: z.string().regex(/^[0-9a-z]{10}$/),
  commit: z.string().nullable(),
} as const;

type Common = z.output<z.ZodObject<typeof PROVENANCE>>;

/** The provenance of a record of that kind; its other fields are known to the kind. */
export interface JournalRecord<N extends string = string> extends Common {
  record: N;
}

/** A record of the kind of that name and with these fields. */
export type RecordWith<N extends string, F extends z.ZodRawShape> = JournalRecord<N> &
  z.output<z.ZodObject<F>>;

/** What a writer passes in; the journal adds the provenance, and the id unless the writer has reserved one. */
export type DraftOf<R extends JournalRecord> = Omit<R, keyof Common> & { readonly id?: string };

/** A draft of any kind, made by the `draft` of its kind. */
export interface RecordDraft {
  readonly record: string;
  readonly id?: string;
}

export interface Provenance {
  session: string;
  runtime: string;
  role: Role;
}

/** A record that could not be read: its place is known, and its text is withheld. */
export interface Quarantined {
  readonly id: string;
  readonly path: string;
  readonly reason: string;
  /** The journals that hold it, in order; left out where none does. */
  readonly refs?: readonly string[];
  /** Set for a whole journal of another clone that is not read, as it breaks a limit or is not a journal. */
  readonly aside?: true;
}
