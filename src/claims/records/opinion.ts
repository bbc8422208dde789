// An opinion is what one judge in a fresh process said of a claim, sealed before anybody else could read it.
import * as z from "zod";
import { ANSWER_LIMITS, Assessed, Cost, DECISIONS, Finding } from "../../judges/answer.ts";
import { CheckId } from "../../policy/checks-and-levels.ts";
import { ADAPTERS, Word } from "../../policy/judges-and-panels.ts";
import { defineRecord } from "../../records/define-record.ts";
import { defineIndex, keyed } from "../../records/indexes.ts";
import type { RecordWith } from "../../records/record.ts";
import { ObjectId, RecordId, Sha256 } from "../../records/shapes.ts";

const FIELDS = {
  claim: RecordId,
  claimDigest: z.object({ gitBlob: ObjectId }),
  /** What every judge of the claim was given, to the byte. */
  packet: z.object({ sha256: Sha256, bytes: z.int().min(0) }),
  judge: z.object({
    id: CheckId,
    adapter: z.enum(ADAPTERS),
    vendor: Word,
    version: z.string().max(200),
    /** As it tells itself, else as it was asked for. */
    model: z.string().max(100).nullable(),
    /** The model that the policy asked for; absent in records from before it was kept. */
    asked: z.string().max(100).nullable().optional(),
  }),
  decision: z.enum(DECISIONS),
  /** Why it abstains where that is not its own word, such as that it printed no valid answer. */
  because: z.string().max(1000).nullable(),
  /** Its own word; null where it gave none, absent in records from before it was asked for. */
  confidence: z.number().min(0).max(1).nullable().optional(),
  criteria: z.array(Assessed).max(ANSWER_LIMITS.criteria),
  /** `grounded`: its place exists at the claimed commit. */
  findings: z.array(Finding.extend({ grounded: z.boolean() })).max(ANSWER_LIMITS.findings),
  cost: Cost,
  /** How often it was asked: 0 where it could not be started, 2 after an answer that was not valid. */
  attempts: z.int().min(0).max(2),
  /** What stands between it and the machine. */
  sandbox: z.string().max(40),
  /** sha256 of the answer as it came, recorded before anybody else could read it. */
  seal: Sha256,
} as const;
export type OpinionRecord = RecordWith<"opinion", typeof FIELDS>;

/** In no order; which of them count is for `council/laws.ts` to say. */
export const opinionsByClaim = defineIndex<OpinionRecord>("opinions by claim");

export default defineRecord("opinion", FIELDS, {
  summary: ({ judge, decision, claim }) => `opinion: ${judge.id} says ${decision} on claim ${claim}`,
  story: ({ claim, packet, judge, decision }) => ({
    derived_from: [`claim ${claim}`, `packet sha256 ${packet.sha256}`],
    title: `${judge.id} ${judge.version}`,
    state: decision,
  }),
  indexes: [keyed(opinionsByClaim, ({ claim }) => claim)],
});
