// A verdict says what checks that were run again, and judges where they were asked, made of a claim, in the form of a SLSA VSA.
import * as z from "zod";
import { REASONS, Receipt } from "../../checks/receipt.ts";
import { Cost, DECISIONS, Name, RESULTS } from "../../judges/answer.ts";
import { CheckId } from "../../policy/checks-and-levels.ts";
import { Word } from "../../policy/judges-and-panels.ts";
import { defineRecord } from "../../records/define-record.ts";
import { defineIndex, feed, keyed } from "../../records/indexes.ts";
import type { RecordWith } from "../../records/record.ts";
import { ObjectId, RecordId, Sha256, ShortText } from "../../records/shapes.ts";
import { COUNCIL_RESULTS } from "../council/rule.ts";
import { CLAIM_LIMITS, STATEMENT_TYPE, Subject } from "./claim.ts";

/** The fields of SLSA's Verification Summary Attestation v1, with receipts beside them. */
export const VERDICT_PREDICATE = "agentops://predicates/verdict/v1";

const JudgedReceipt = Receipt.extend({
  /** What the ratchet compares with, as the policy said at that time. */
  ratchet: z.object({ direction: z.enum(["higher", "lower"]), tolerance: z.number().min(0) }).nullable(),
});
export type JudgedReceipt = z.output<typeof JudgedReceipt>;

const JudgedCriterion = z.object({
  id: Name,
  result: z.enum(RESULTS),
  /** Checks whose receipts decided it. */
  receipts: z.array(z.string().max(100)).max(2),
  /** Why it is neither passed nor failed. */
  because: ShortText.nullable(),
});
export type JudgedCriterion = z.output<typeof JudgedCriterion>;

/** What a check returned on the code as it was before, with the tests of the change laid over it. */
const WithoutChange = z.object({ check: CheckId, reason: z.enum(REASONS) });
export type WithoutChange = z.output<typeof WithoutChange>;

const Count = z.int().min(0).max(1_000_000);

/** What judges in fresh processes made of a claim whose checks have passed. */
const CouncilWord = z.object({
  result: z.enum(COUNCIL_RESULTS),
  because: ShortText,
  /** How many vendors had to judge it. */
  quorum: z.int().min(1).max(10),
  packet: z.object({ sha256: Sha256, bytes: z.int().min(0), leftOut: z.array(ShortText).max(20) }),
  judges: z
    .array(
      z.object({
        /** Its recorded opinion, sealed by the object id that it had when it was given. */
        opinion: z.object({ id: RecordId, gitBlob: ObjectId }),
        id: CheckId,
        vendor: Word,
        version: z.string().max(200),
        model: z.string().max(100).nullable(),
        decision: z.enum(DECISIONS),
        /** Why its word does not count; null where it does. */
        barred: ShortText.nullable(),
        /** How it did on known cases; null where nobody has calibrated it in this version. */
        record: z
          .object({ traps: Count, misses: Count, controls: Count, refusals: Count, cases: Count.optional() })
          .nullable(),
        cost: Cost,
      }),
    )
    .max(20),
});
export type CouncilWord = z.output<typeof CouncilWord>;

const FIELDS = {
  claim: RecordId,
  statement: z.object({
    _type: z.literal(STATEMENT_TYPE),
    subject: z.tuple([Subject]),
    predicateType: z.literal(VERDICT_PREDICATE),
    predicate: z.strictObject({
      verifier: z.object({ id: z.string().max(200), version: z.record(z.string(), z.string().max(100)) }),
      timeVerified: z.iso.datetime(),
      resourceUri: ShortText,
      policy: z.object({ uri: ShortText, digest: z.object({ sha256: Sha256 }), commit: ObjectId }),
      inputAttestations: z.tuple([z.object({ uri: ShortText, digest: z.object({ gitBlob: ObjectId }) })]),
      verificationResult: z.enum(RESULTS),
      /** Empty unless it passed. */
      verifiedLevels: z.array(z.string().max(40)).max(4),
      criteria: z.array(JudgedCriterion).max(CLAIM_LIMITS.criteria),
      /** Absent where no judges were asked. */
      council: CouncilWord.optional(),
      receipts: z.array(JudgedReceipt).max(CLAIM_LIMITS.checks + CLAIM_LIMITS.criteria),
      /** Of checks that criteria name; absent where none was run so. */
      without: z.array(WithoutChange).max(CLAIM_LIMITS.criteria).optional(),
      /** Files of the change that decide what checks return, as git shows them; absent where there is none, and in older ones. */
      tests: z.array(z.string().max(4096)).max(CLAIM_LIMITS.paths).optional(),
      sandbox: z.string().max(40),
      setup: z.object({ digest: z.string().max(80), cached: z.boolean(), seconds: z.number() }).nullable(),
      notChecked: z.array(ShortText).max(20),
    }),
  }),
} as const;
export type VerdictRecord = RecordWith<"verdict", typeof FIELDS>;

/** In no order; which of them count is for `standing.ts` to say. */
export const verdictsByClaim = defineIndex<VerdictRecord>("verdicts by claim");

/** Ids of verdicts with a receipt of this command, as people write it in a shell. */
export const runsByCommand = defineIndex<string>("runs by command");

/** `sh -c "npm test"` runs what is written as `npm test`. */
const spellingsOf = (argv: readonly string[]): string[] => [
  argv.join(" "),
  ...(argv.length === 3 && /^-[a-z]*c$/.test(argv[1] ?? "") ? [argv[2] ?? ""] : []),
];

export default defineRecord("verdict", FIELDS, {
  summary: ({ statement, claim }) => `verdict: ${statement.predicate.verificationResult} for claim ${claim}`,
  story: ({ claim, statement: { predicate } }) => ({
    derived_from: [`claim ${claim}`, predicate.policy.uri],
    state: predicate.verificationResult,
  }),
  vouches: ({ statement }) => (statement.predicate.council?.judges ?? []).map(({ opinion }) => opinion.id),
  unattended: true,
  indexes: [
    keyed(verdictsByClaim, ({ claim }) => claim),
    feed(runsByCommand, ({ id, statement }) =>
      statement.predicate.receipts
        .filter(({ reason }) => reason !== "not_started")
        .flatMap(({ argv }) => spellingsOf(argv).map((command) => [command, id] as const)),
    ),
  ],
});
