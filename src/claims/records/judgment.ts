// A judgment is what another session, or a person, decided after reading a claim.
import * as z from "zod";
import { ANSWER_LIMITS } from "../../judges/answer.ts";
import { defineRecord } from "../../records/define-record.ts";
import { defineIndex, keyed } from "../../records/indexes.ts";
import { hosted } from "../../records/processes.ts";
import type { RecordWith } from "../../records/record.ts";
import { HostProcess, ObjectId, RecordId } from "../../records/shapes.ts";
import { CLAIM_LIMITS } from "./claim.ts";

const FIELDS = {
  claim: RecordId,
  claimDigest: z.object({ gitBlob: ObjectId }),
  decision: z.enum(["pass", "refuse"]),
  reason: z.string().max(CLAIM_LIMITS.reason),
  /** Where at the claimed commit the fault lies, as `path` or `path:line`. */
  location: z.string().max(ANSWER_LIMITS.location).nullable(),
  attested: z.enum(["judge", "terminal"]),
  process: HostProcess.nullable(),
} as const;
export type JudgmentRecord = RecordWith<"judgment", typeof FIELDS>;

/** In no order; which of them count is for `judgment-laws.ts` to say. */
export const judgmentsByClaim = defineIndex<JudgmentRecord>("judgments by claim");

export default defineRecord("judgment", FIELDS, {
  summary: ({ decision, claim }) => `judgment: ${decision} claim ${claim}`,
  story: ({ claim, decision }) => ({ derived_from: [`claim ${claim}`], state: decision }),
  indexes: [keyed(judgmentsByClaim, ({ claim }) => claim), hosted],
});
