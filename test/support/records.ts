// Records for tests of the fold and the codec, with chosen ids and times.

import { createHash } from "node:crypto";
import type { CitationOutcome, CitationRecord } from "../../src/learnings/records/citation.ts";
import type { CurationRecord } from "../../src/learnings/records/curation.ts";
import type { LearningRecord } from "../../src/learnings/records/learning.ts";
import type { StoredRecord } from "../../src/records/origin.ts";
import type { Role } from "../../src/records/record.ts";
import type { MutableState } from "../../src/records/state.ts";
import { createState } from "./kinds.ts";

export const START = Date.parse("2026-03-01T12:00:00.000Z");
export const DAY = 86_400_000;

/** A ULID that sorts by `number`. */
export const idOf = (number: number): string => `01J${String(number).padStart(23, "0")}`;

/** The fields that records of all kinds share. */
export const common = (number: number, session = "one", clone = "aaaaaaaaaa") => ({
  v: 1 as const,
  id: idOf(number),
  at: new Date(START).toISOString(),
  session,
  runtime: "test",
  role: "worker" as const,
  clone,
  commit: null,
});

let blobs = 0;

export function learning(number: number, changes: Partial<LearningRecord> = {}): LearningRecord {
  return {
    record: "learning",
    v: 1,
    id: idOf(number),
    at: new Date(START).toISOString(),
    session: "author",
    runtime: "test",
    role: "worker",
    clone: "aaaaaaaaaa",
    commit: null,
    title: `lesson ${number}`,
    kind: "gotcha",
    body: `body of lesson ${number}`,
    paths: [],
    tags: [],
    evidence: [],
    confidence: null,
    supersedes: null,
    distinct_because: null,
    labels: [],
    seen: {},
    ...changes,
  };
}

export interface CitationParts {
  session: string;
  outcome: CitationOutcome;
  role?: Role;
  at?: number;
  note?: string | null;
  evidence?: CitationRecord["citations"][number]["evidence"];
}

/** A clone per session other than the author's, so that each citation weighs one. */
export const cloneOf = (session: string): string =>
  session === "author" ? "aaaaaaaaaa" : createHash("sha256").update(session).digest("hex").slice(0, 10);

/** One session's citation of one learning; `wrong` gets a note and evidence unless told otherwise. */
export function citation(number: number, cited: string, parts: CitationParts): CitationRecord {
  const { session, outcome, role = "worker", at = START, note, evidence } = parts;
  const shown = outcome === "wrong" ? [{ type: "path" as const, ref: "src/a.ts" }] : [];
  return {
    record: "citation",
    v: 1,
    id: idOf(number),
    at: new Date(at).toISOString(),
    session,
    runtime: "test",
    role,
    clone: cloneOf(session),
    commit: null,
    citations: [
      {
        id: cited,
        outcome,
        note: note === undefined ? (outcome === "wrong" ? "it is not so" : null) : note,
        evidence: evidence ?? shown,
      },
    ],
  };
}

/** One supervisor's decision about a learning. */
export function curation(
  number: number,
  about: string,
  action: CurationRecord["action"],
  changes: Partial<CurationRecord> = {},
): CurationRecord {
  return {
    record: "curation",
    v: 1,
    id: idOf(number),
    at: new Date(START).toISOString(),
    session: "supervisor",
    runtime: "test",
    role: "supervisor",
    clone: "aaaaaaaaaa",
    commit: null,
    learning: about,
    action,
    stage: null,
    other: null,
    reason: "seen to be so",
    evidence: [],
    authority: "lead",
    attested: "supervisor",
    process: null,
    ...changes,
  };
}

/** The record as if read from the journal of the clone that wrote it. */
export function stored(record: StoredRecord["record"], own = true): StoredRecord {
  blobs += 1;
  return { record, blob: blobs.toString(16).padStart(40, "0"), own };
}

export function fold(records: readonly StoredRecord[]): MutableState {
  const state = createState();
  for (const { record, blob, own } of records) state.add(record, blob, own);
  return state;
}

export const foldOf = (...records: StoredRecord["record"][]): MutableState =>
  fold(records.map((record) => stored(record)));
