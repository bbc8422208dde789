// A learning is a lesson that the gate admitted, of a session or of a person.

import * as z from "zod";
import { defineRecord } from "../../records/define-record.ts";
import { citedEvidence, EVIDENCE_TYPES, LEARNING_KINDS, LIMITS } from "../../records/evidence.ts";
import { defineIndex, feed, keyed } from "../../records/indexes.ts";
import type { RecordWith } from "../../records/record.ts";
import { HostProcess, RecordId, ShortText } from "../../records/shapes.ts";

const Line = z.string().regex(/^[^\r\n\u2028\u2029]+$/);

const FIELDS = {
  title: Line.max(LIMITS.title),
  kind: z.enum(LEARNING_KINDS),
  body: z.string().max(LIMITS.body),
  paths: z.array(z.string().max(LIMITS.path)).max(LIMITS.paths),
  tags: z.array(z.string().max(LIMITS.tag)).max(LIMITS.tags),
  /** In the words of somebody who meets it: an error line, a question. Absent where there is none, and in older records. */
  symptoms: z.array(Line.max(LIMITS.symptom)).max(LIMITS.symptoms).optional(),
  evidence: z.array(z.object({ type: z.enum(EVIDENCE_TYPES), ref: ShortText })).max(LIMITS.evidence),
  confidence: z.number().min(0).max(1).nullable(),
  supersedes: RecordId.nullable(),
  distinct_because: ShortText.nullable(),
  labels: z.array(z.enum(["reads_as_instruction"])),
  /** Object id of each cited file when the learning was recorded, by which staleness is measured. */
  seen: z.record(z.string(), z.string()),
  /** Absent where it can't be told. */
  process: HostProcess.optional(),
} as const;
export type LearningRecord = RecordWith<"learning", typeof FIELDS>;

/** Ids of learnings that name this one in `supersedes`. */
export const successorsByLearning = defineIndex<string>("successors by learning", { sorted: true });
/** As in the journal, whatever files say. */
export const learningsByTitle = defineIndex<LearningRecord>("learnings by title");

/** The order of fields, with what a person wants to read first. */
const HEAD = [
  "title",
  "kind",
  "symptoms",
  "tags",
  "paths",
  "evidence",
  "confidence",
  "supersedes",
  "distinct_because",
  "labels",
  "id",
  "at",
  "session",
  "process",
  "runtime",
  "role",
  "clone",
  "commit",
  "seen",
  "v",
] as const satisfies readonly Exclude<keyof LearningRecord, "record" | "body">[];

export default defineRecord("learning", FIELDS, {
  summary: ({ title, kind }) => `learning: ${title} (${kind})`,
  why: ({ evidence, supersedes }) => [
    ...evidence.map(({ type, ref }) => `AgentOps-Evidence: ${type} ${ref}`),
    ...(supersedes ? [`AgentOps-Supersedes: ${supersedes}`] : []),
  ],
  story: ({ title, evidence, supersedes }) => ({
    title,
    derived_from: [
      ...evidence.map(({ type, ref }) => `${type} ${ref}`),
      ...(supersedes ? [`supersedes ${supersedes}`] : []),
    ],
  }),
  cites: (draft, cite) => ({ ...draft, evidence: citedEvidence(draft.evidence, cite) }),
  countsAnywhere: true,
  changesBrief: true,
  indexes: [
    keyed(learningsByTitle, ({ title }) => title),
    feed(successorsByLearning, ({ supersedes, id }) => (supersedes ? [[supersedes, id]] : [])),
  ],
  head: HEAD,
});
