// A reversal opens the locks that a check had until then, and stays in the history for ever.
import * as z from "zod";
import { CheckId } from "../../policy/checks-and-levels.ts";
import { defineRecord } from "../../records/define-record.ts";
import { defineIndex, keyed } from "../../records/indexes.ts";
import type { RecordWith } from "../../records/record.ts";
import { RecordId } from "../../records/shapes.ts";
import { CLAIM_LIMITS } from "./claim.ts";

const FIELDS = {
  check: CheckId,
  /** The claim whose lock was in force. */
  claim: RecordId.nullable(),
  reason: z.string().min(1).max(CLAIM_LIMITS.reason),
  /** Who decided it. */
  authority: z.string().min(1).max(200),
  /** What will be done about it. */
  follow_up: z.string().min(1).max(1000),
  attested: z.enum(["supervisor", "terminal"]),
} as const;
export type ReversalRecord = RecordWith<"reversal", typeof FIELDS>;

export const reversalsByCheck = defineIndex<ReversalRecord>("reversals by check");

export default defineRecord("reversal", FIELDS, {
  summary: ({ check }) => `reversal: ${check}`,
  story: ({ claim, check }) => ({ derived_from: claim === null ? [] : [`claim ${claim}`], title: check }),
  indexes: [keyed(reversalsByCheck, ({ check }) => check)],
});
