// A claim is a worker's word that a change is done, as an in-toto statement; it has no field for a verdict, as whoever claims can't grade.
import * as z from "zod";
import { claimsByJob, UnderLease } from "../../jobs/under-lease.ts";
import { ANSWER_LIMITS, Name } from "../../judges/answer.ts";
import { CheckId, LEVELS, RISKS } from "../../policy/checks-and-levels.ts";
import { defineRecord } from "../../records/define-record.ts";
import { LIMITS } from "../../records/evidence.ts";
import { defineIndex, feed, keyed } from "../../records/indexes.ts";
import { hosted } from "../../records/processes.ts";
import type { RecordWith } from "../../records/record.ts";
import { HostProcess, ObjectId, Sha256, ShortText } from "../../records/shapes.ts";
import { oneLine } from "../../shared/text/one-line.ts";

/** https://github.com/in-toto/attestation, Statement v1. */
export const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
export const CLAIM_PREDICATE = "agentops://predicates/claim/v1";

export const CLAIM_LIMITS = {
  statement: 1000,
  criteria: ANSWER_LIMITS.criteria,
  criterion: 500,
  checks: 100,
  argv: 64,
  paths: 200,
  reason: 2000,
} as const;

const Argv = z.array(z.string().max(2000)).min(1).max(CLAIM_LIMITS.argv);

/** `gitTree` leaves `.agentops/learnings` out, so that lessons never make a claim stale. */
export const Subject = z.object({
  name: z.string().min(1).max(200),
  digest: z.object({ gitCommit: ObjectId, gitTree: ObjectId }),
});
export type Subject = z.output<typeof Subject>;

/** in-toto's ResourceDescriptor; `digest` is the record or file as it was then. */
const Descriptor = z.object({
  name: z.string().max(40),
  uri: ShortText,
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

const FIELDS = {
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
  /** Null where it can't be told. */
  process: HostProcess.nullable(),
  /** The lease under which it was made, where its session worked on a job. */
  job: UnderLease.optional(),
} as const;
export type ClaimRecord = RecordWith<"claim", typeof FIELDS>;

/** By the record that they name as evidence. */
export const claimsByEvidence = defineIndex<ClaimRecord>("claims by evidence");

const citedRecords = ({ statement }: ClaimRecord): Set<string> =>
  new Set(statement.predicate.evidence.flatMap(({ name, uri }) => (name === "record" ? [uri] : [])));

export default defineRecord("claim", FIELDS, {
  summary: ({ statement }) => `claim: ${oneLine(statement.predicate.statement).slice(0, 120)}`,
  story: ({ statement: { predicate } }) => ({
    derived_from: predicate.evidence.map(({ name, uri }) => `${name} ${uri}`),
    title: oneLine(predicate.statement),
  }),
  cites: (draft, cite) => {
    const { statement } = draft;
    const evidence = statement.predicate.evidence.map((each) =>
      each.name === "commit" ? { ...each, uri: cite(each.uri) } : each,
    );
    return { ...draft, statement: { ...statement, predicate: { ...statement.predicate, evidence } } };
  },
  job: ({ job }) => job?.id ?? null,
  indexes: [
    feed(claimsByEvidence, (record) => Array.from(citedRecords(record), (id) => [id, record] as const)),
    keyed(claimsByJob, ({ job }) => job?.id ?? null),
    hosted,
  ],
});
