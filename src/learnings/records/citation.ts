// A citation is what a session says of lessons that it was given: which held and which did not.

import * as z from "zod";
import { defineRecord } from "../../records/define-record.ts";
import { citedEvidence, EVIDENCE_TYPES, LIMITS } from "../../records/evidence.ts";
import { defineIndex, feed } from "../../records/indexes.ts";
import type { RecordWith } from "../../records/record.ts";
import { RecordId, ShortText } from "../../records/shapes.ts";

export const CITATION_OUTCOMES = ["applied", "ignored", "wrong", "stale", "still_true"] as const;
export type CitationOutcome = (typeof CITATION_OUTCOMES)[number];

const FIELDS = {
  citations: z
    .array(
      z.object({
        id: RecordId,
        outcome: z.enum(CITATION_OUTCOMES),
        note: ShortText.nullable(),
        evidence: z.array(z.object({ type: z.enum(EVIDENCE_TYPES), ref: ShortText })).max(LIMITS.evidence),
      }),
    )
    .min(1)
    .max(50),
} as const;
export type CitationRecord = RecordWith<"citation", typeof FIELDS>;

/** What one session says of one learning. */
export interface Citation {
  readonly record: CitationRecord;
  readonly id: string;
  readonly outcome: CitationOutcome;
  readonly note: string | null;
  readonly evidence: CitationRecord["citations"][number]["evidence"];
}

export const citationsByLearning = defineIndex<Citation>("citations by learning");
export const citationsBySession = defineIndex<Citation>("citations by session");

const words = new WeakMap<CitationRecord, Citation[]>();
function wordsOf(record: CitationRecord): Citation[] {
  const known = words.get(record) ?? record.citations.map((cited) => ({ record, ...cited }));
  words.set(record, known);
  return known;
}

export default defineRecord("citation", FIELDS, {
  summary: ({ citations }) =>
    citations.length > 2
      ? `citation: of ${citations.length} learnings`
      : `citation: ${citations.map(({ id, outcome }) => `${outcome} ${id}`).join(", ")}`,
  why: ({ citations }) => citations.flatMap(({ id, note }) => (note ? [`AgentOps-Note: ${id} ${note}`] : [])),
  story: ({ citations }) => ({ derived_from: citations.map(({ id, outcome }) => `${outcome} ${id}`) }),
  cites: (draft, cite) => ({
    ...draft,
    citations: draft.citations.map((each) => ({ ...each, evidence: citedEvidence(each.evidence, cite) })),
  }),
  countsAnywhere: true,
  changesBrief: true,
  indexes: [
    feed(citationsByLearning, (record) => wordsOf(record).map((word) => [word.id, word])),
    feed(citationsBySession, (record) => wordsOf(record).map((word) => [record.session, word])),
  ],
});
