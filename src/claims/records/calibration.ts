// A calibration is what a judge made of changes whose worth is known, and tells how far its word goes.
import * as z from "zod";
import { DECISIONS } from "../../judges/answer.ts";
import { CheckId } from "../../policy/checks-and-levels.ts";
import { ADAPTERS } from "../../policy/judges-and-panels.ts";
import { defineRecord } from "../../records/define-record.ts";
import { defineIndex, keyed } from "../../records/indexes.ts";
import type { RecordWith } from "../../records/record.ts";
import { Sha256 } from "../../records/shapes.ts";

const CaseResult = z.object({
  /** Name of the case. */
  case: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  kind: z.enum(["trap", "control"]),
  decision: z.enum(DECISIONS),
  /** Of a FAIL: that it gives a reason and a place that exists. */
  grounded: z.boolean(),
  /** Of a trap: that one of its findings is where the fault lies. */
  located: z.boolean(),
  ms: z.number().min(0),
});
export type CaseResult = z.output<typeof CaseResult>;

const FIELDS = {
  judge: z.object({
    id: CheckId,
    adapter: z.enum(ADAPTERS),
    vendor: z.string().max(100),
    version: z.string().max(200),
    /** The model that the policy asks for; null where it asks for none. */
    model: z.string().max(100).nullable(),
  }),
  /** Digest of all cases that there were, and the number that their order came from. */
  suite: Sha256,
  seed: z.int().min(0),
  results: z.array(CaseResult).min(1).max(500),
} as const;
export type CalibrationRecord = RecordWith<"calibration", typeof FIELDS>;

export const calibrationsByJudge = defineIndex<CalibrationRecord>("calibrations by judge");

export default defineRecord("calibration", FIELDS, {
  summary: ({ judge, results }) => `calibration: of judge ${judge.id}, ${results.length} cases`,
  story: ({ judge, results }) => ({ derived_from: [`judge ${judge.id}`], title: `${results.length} cases` }),
  indexes: [keyed(calibrationsByJudge, ({ judge }) => judge.id)],
});
