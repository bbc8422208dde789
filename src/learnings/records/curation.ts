// A curation is a supervisor's decision about a stored learning; only another curation takes it back.

import * as z from "zod";
import { defineRecord } from "../../records/define-record.ts";
import { citedEvidence, EVIDENCE_TYPES, LIMITS } from "../../records/evidence.ts";
import { defineIndex, keyed } from "../../records/indexes.ts";
import { hosted } from "../../records/processes.ts";
import type { RecordWith } from "../../records/record.ts";
import { HostProcess, RecordId } from "../../records/shapes.ts";
import { safeLine } from "../../shared/text/safe-text.ts";

/** How far a learning has come: a remark, a lesson, what several lessons have in common, what everybody is told. */
export const STAGES = ["observation", "learning", "pattern", "guidance"] as const;
export type Stage = (typeof STAGES)[number];

/** `contradict` names in `other` the learning that the evidence supports; `merge` the one that says the same. */
export const CURATIONS = ["promote", "demote", "retire", "restore", "contradict", "merge"] as const;
export type CurationAction = (typeof CURATIONS)[number];

const FIELDS = {
  learning: RecordId,
  action: z.enum(CURATIONS),
  /** The stage it gets; null where the action does not change it. */
  stage: z.enum(STAGES).nullable(),
  other: RecordId.nullable(),
  reason: z.string().min(1).max(1000),
  evidence: z
    .array(z.object({ type: z.enum(EVIDENCE_TYPES), ref: z.string().min(1).max(1000) }))
    .max(LIMITS.evidence),
  authority: z.string().min(1).max(200),
  attested: z.enum(["supervisor", "terminal"]),
  /** Null where it can't be told. */
  process: HostProcess.nullable(),
} as const;
export type CurationRecord = RecordWith<"curation", typeof FIELDS>;

/** In no order; which of them count is for `curation/laws.ts` to say. */
export const curationsByLearning = defineIndex<CurationRecord>("curations by learning");

export default defineRecord("curation", FIELDS, {
  summary: ({ action, learning }) => `curation: ${action} ${learning}`,
  story: (record) => ({
    derived_from: [
      `learning ${record.learning}`,
      ...(record.other === null ? [] : [`learning ${record.other}`]),
      ...record.evidence.map(({ type, ref }) => `${type} ${ref}`),
    ],
    state: `${record.action}; stored reason: ${safeLine(record.reason)}`,
  }),
  cites: (draft, cite) => ({ ...draft, evidence: citedEvidence(draft.evidence, cite) }),
  changesBrief: true,
  indexes: [keyed(curationsByLearning, ({ learning }) => learning), hosted],
});
