// Defines claims and what others say about them: in-toto statements, and a verdict in the form of a SLSA VSA.

import * as z from "zod";
import { COUNCIL_RESULTS, DECISIONS } from "../../claims/council/rule.ts";
import { CheckId, LEVELS, RISKS } from "../../policy/checks-and-levels.ts";
import { Word } from "../../policy/judges-and-panels.ts";
import { RECORD_ID } from "../../shared/ids.ts";
import { LIMITS } from "../evidence.ts";
import { UnderLease } from "./job.ts";
import { Receipt } from "./receipt.ts";

/** https://github.com/in-toto/attestation, Statement v1. */
export const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
export const CLAIM_PREDICATE = "agentops://predicates/claim/v1";
/** The fields of SLSA's Verification Summary Attestation v1, with receipts beside them. */
export const VERDICT_PREDICATE = "agentops://predicates/verdict/v1";

export const RESULTS = ["PASSED", "FAILED", "NOT_PROVEN"] as const;
export type Result = (typeof RESULTS)[number];

export const CLAIM_LIMITS = {
  statement: 1000,
  criteria: 20,
  criterion: 500,
  checks: 100,
  argv: 64,
  paths: 200,
  reason: 2000,
} as const;

export const ObjectId = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const RecordId = z.string().regex(RECORD_ID);
const Line = z.string().max(1000);
/** Name of a criterion. */
export const Name = z.string().regex(/^[A-Za-z0-9][\w.:-]{0,59}$/, "letters, digits and . : _ - only");
const Argv = z.array(z.string().max(2000)).min(1).max(CLAIM_LIMITS.argv);

/** `gitTree` leaves `.agentops/learnings` out, so that lessons never make a claim stale. */
const Subject = z.object({
  name: z.string().min(1).max(200),
  digest: z.object({ gitCommit: ObjectId, gitTree: ObjectId }),
});
export type Subject = z.output<typeof Subject>;

/** in-toto's ResourceDescriptor; `digest` is the record or file as it was then. */
const Descriptor = z.object({
  name: z.string().max(40),
  uri: Line,
  digest: z.object({ gitBlob: ObjectId }).optional(),
});

const Criterion = z.object({
  id: Name,
  text: z.string().min(1).max(CLAIM_LIMITS.criterion),
  /** Check of the policy that decides it; null where only somebody's judgement can. */
  check: CheckId.nullable(),
  /** The claim's own command: shown to judges, never enough by itself. */
  run: Argv.nullable(),
});
export type Criterion = z.output<typeof Criterion>;

/** There is no field for a verdict: whoever claims can't grade. */
export const CLAIM_FIELDS = {
  statement: z.object({
    _type: z.literal(STATEMENT_TYPE),
    subject: z.tuple([Subject]),
    predicateType: z.literal(CLAIM_PREDICATE),
    predicate: z.strictObject({
      statement: z.string().min(1).max(CLAIM_LIMITS.statement),
      criteria: z.array(Criterion).min(1).max(CLAIM_LIMITS.criteria),
      evidence: z.array(Descriptor).max(LIMITS.evidence),
      /** The commit's whole tree, which the checks run in. */
      tree: ObjectId,
      risk: z.enum(RISKS),
      level: z.enum(LEVELS),
      /** Where the rules came from: base's commit and the digest of its policy. */
      policy: z.object({ commit: ObjectId, name: z.string().max(200), digest: Sha256 }),
      /** Checks of the policy that decide it: those of the criteria and those that the change can affect. */
      checks: z.array(CheckId).min(1).max(CLAIM_LIMITS.checks),
      change: z.object({
        /** The commit that it builds on; null for a claim on a first commit. */
        from: ObjectId.nullable(),
        commits: z.int().min(0).max(1_000_000),
        files: z.int().min(0).max(10_000_000),
        /** The first of them. */
        paths: z.array(z.string().max(4096)).max(CLAIM_LIMITS.paths),
        /** Cumulative patch id, by which it is known again after a rebase or a squash. */
        patch: z
          .string()
          .regex(/^[0-9a-f]{40,64}$/)
          .nullable(),
      }),
    }),
  }),
  /** Tells the runtime process that hosts the session from others; null where it can't be told. */
  process: z.string().max(40).nullable(),
  /** The lease under which it was made, where its session worked on a job. */
  job: UnderLease.optional(),
} as const;

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
  because: Line.nullable(),
});
export type JudgedCriterion = z.output<typeof JudgedCriterion>;

const Tokens = z.int().min(0).max(1e12).nullable();

export const Cost = z.object({
  /** Null where the runtime does not report them. */
  tokensIn: Tokens,
  tokensOut: Tokens,
  ms: z.number().min(0),
});
export type Cost = z.output<typeof Cost>;

const Count = z.int().min(0).max(1_000_000);

/** What judges in fresh processes made of a claim whose checks have passed. */
const CouncilWord = z.object({
  result: z.enum(COUNCIL_RESULTS),
  because: Line,
  /** How many vendors had to judge it. */
  quorum: z.int().min(1).max(10),
  packet: z.object({ sha256: Sha256, bytes: z.int().min(0), leftOut: z.array(Line).max(20) }),
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
        barred: Line.nullable(),
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

export const VERDICT_FIELDS = {
  claim: RecordId,
  statement: z.object({
    _type: z.literal(STATEMENT_TYPE),
    subject: z.tuple([Subject]),
    predicateType: z.literal(VERDICT_PREDICATE),
    predicate: z.strictObject({
      verifier: z.object({ id: z.string().max(200), version: z.record(z.string(), z.string().max(100)) }),
      timeVerified: z.iso.datetime(),
      resourceUri: Line,
      policy: z.object({ uri: Line, digest: z.object({ sha256: Sha256 }), commit: ObjectId }),
      inputAttestations: z.tuple([z.object({ uri: Line, digest: z.object({ gitBlob: ObjectId }) })]),
      verificationResult: z.enum(RESULTS),
      /** Empty unless it passed. */
      verifiedLevels: z.array(z.string().max(40)).max(4),
      criteria: z.array(JudgedCriterion).max(CLAIM_LIMITS.criteria),
      /** Absent where no judges were asked. */
      council: CouncilWord.optional(),
      receipts: z.array(JudgedReceipt).max(CLAIM_LIMITS.checks + CLAIM_LIMITS.criteria),
      sandbox: z.string().max(40),
      setup: z.object({ digest: z.string().max(80), cached: z.boolean(), seconds: z.number() }).nullable(),
      notChecked: z.array(Line).max(20),
    }),
  }),
} as const;

/** What another session, or a person, decided after reading a claim. */
export const JUDGMENT_FIELDS = {
  claim: RecordId,
  claimDigest: z.object({ gitBlob: ObjectId }),
  decision: z.enum(["pass", "refuse"]),
  reason: z.string().max(CLAIM_LIMITS.reason),
  /** Where at the claimed commit the fault lies, as `path` or `path:line`. */
  location: z.string().max(LIMITS.path).nullable(),
  attested: z.enum(["judge", "terminal"]),
  process: z.string().max(40).nullable(),
} as const;

/** Opens the locks that a check had until then; it stays in the history for ever. */
export const REVERSAL_FIELDS = {
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
