// Records of work for tests of metrics: jobs, claims, verdicts and what others said of them, at chosen times.

import Claim, { type ClaimRecord } from "../../src/claims/records/claim.ts";
import type { JudgmentRecord } from "../../src/claims/records/judgment.ts";
import type { ReversalRecord } from "../../src/claims/records/reversal.ts";
import type { SignatureRecord } from "../../src/claims/records/signature.ts";
import type { JudgedReceipt, VerdictRecord } from "../../src/claims/records/verdict.ts";
import { PAYLOAD_TYPE, signedStatement, toBase64 } from "../../src/claims/signatures/signature.ts";
import type { GoalChangeRecord } from "../../src/goals/records/goal_change.ts";
import type { MeasurementRecord } from "../../src/goals/records/measurement.ts";
import type { EscalationRecord } from "../../src/jobs/records/escalation.ts";
import type { JobRecord } from "../../src/jobs/records/job.ts";
import type { JobEventRecord } from "../../src/jobs/records/job_event.ts";
import type { RulingRecord } from "../../src/jobs/records/ruling.ts";
import type { RetrievalRecord } from "../../src/learnings/records/retrieval.ts";
import type { HandoffRecord } from "../../src/lessons/records/handoff.ts";
import type { Level } from "../../src/policy/checks-and-levels.ts";
import type { StoredRecord } from "../../src/records/origin.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import type { MutableState } from "../../src/records/state.ts";
import { fold, idOf, START } from "./records.ts";

const hex = (digit: string, length = 40): string => digit.repeat(length);
const [COMMIT, TREE, BASE, BLOB] = [hex("a"), hex("b"), hex("c"), hex("1")];
const SHA = hex("d", 64);

/** A record of `number`, written `seconds` after the start; the number alone decides its order. */
export const by = (number: number, seconds: number, session = "worker") => ({
  v: 1 as const,
  id: idOf(number),
  at: new Date(START + seconds * 1000).toISOString(),
  session,
  runtime: "test",
  role: "worker" as const,
  clone: "aaaaaaaaaa",
  commit: null,
});

const subject = (): ClaimRecord["statement"]["subject"] => [
  { name: "work", digest: { gitCommit: COMMIT, gitTree: TREE } },
];

export interface ClaimOptions {
  readonly session?: string;
  readonly job?: number;
  readonly token?: number;
  readonly paths?: string[];
  readonly level?: Level;
}

export const claim = (number: number, seconds: number, options: ClaimOptions = {}): ClaimRecord => ({
  record: "claim",
  ...by(number, seconds, options.session),
  process: null,
  ...(options.job === undefined ? {} : { job: { id: idOf(options.job), token: options.token ?? 1 } }),
  statement: {
    _type: "https://in-toto.io/Statement/v1",
    subject: subject(),
    predicateType: "agentops://predicates/claim/v1",
    predicate: {
      statement: "it works",
      criteria: [{ id: "unit", text: "tests pass", check: "unit", run: null }],
      evidence: [],
      tree: TREE,
      risk: "low",
      level: options.level ?? "L1",
      policy: { commit: BASE, name: "main", digest: SHA },
      checks: ["unit"],
      change: { from: BASE, commits: 1, files: 1, paths: options.paths ?? ["src/a.ts"], patch: hex("9") },
    },
  },
});

const receipt = (reason: JudgedReceipt["reason"]): JudgedReceipt => ({
  check: "unit",
  authored: "policy",
  argv: ["true"],
  cwd: ".",
  exit: 0,
  signal: null,
  reason,
  durationMs: 1,
  outputDigest: SHA,
  head: "",
  tail: "",
  tree: TREE,
  sandbox: "none",
  network: false,
  setup: null,
  tools: {},
  metric: null,
  ratchet: null,
});

export type Result = "PASSED" | "FAILED" | "NOT_PROVEN";
const REASONS = { PASSED: "ok", FAILED: "exit", NOT_PROVEN: "not_started" } as const;

export const verdict = (number: number, seconds: number, claimed: number, result: Result): VerdictRecord => ({
  record: "verdict",
  ...by(number, seconds, "runner"),
  role: "judge",
  claim: idOf(claimed),
  statement: {
    _type: "https://in-toto.io/Statement/v1",
    subject: subject(),
    predicateType: "agentops://predicates/verdict/v1",
    predicate: {
      verifier: { id: "agentops-mcp", version: {} },
      timeVerified: new Date(START).toISOString(),
      resourceUri: `git+commit:${COMMIT}`,
      policy: { uri: "x", commit: BASE, digest: { sha256: SHA } },
      inputAttestations: [{ uri: "x", digest: { gitBlob: BLOB } }],
      verificationResult: result,
      verifiedLevels: [],
      criteria: [],
      receipts: [receipt(REASONS[result])],
      sandbox: "none",
      setup: null,
      notChecked: [],
    },
  },
});

/** Made with no key, so it counts only as far as records tell. */
export function signature(number: number, seconds: number, of: VerdictRecord): SignatureRecord {
  const provenance = by(number, seconds, "ci");
  const { blob } = storedWork(of);
  return {
    record: "signature",
    ...provenance,
    role: "judge",
    verdict: of.id,
    verdictDigest: { gitBlob: blob },
    signedAt: provenance.at,
    envelope: {
      payloadType: PAYLOAD_TYPE,
      payload: toBase64(signedStatement(of, blob, provenance.at)),
      signatures: [{ keyid: "k", sig: "AAAA" }],
    },
  };
}

export const judgment = (
  number: number,
  seconds: number,
  claimed: number,
  said: Partial<JudgmentRecord> & Pick<JudgmentRecord, "decision">,
): JudgmentRecord => ({
  record: "judgment",
  ...by(number, seconds, "judge"),
  role: "judge",
  claim: idOf(claimed),
  claimDigest: { gitBlob: BLOB },
  reason: "because",
  location: "src/a.ts:1",
  attested: "judge",
  process: null,
  ...said,
});

export const job = (number: number, seconds: number): JobRecord => ({
  record: "job",
  ...by(number, seconds, "boss"),
  role: "supervisor",
  title: `job ${number}`,
  scope: { read: [], write: ["src/**"] },
  acceptance: [],
  risk: "low",
  depends_on: [],
  attempts: 3,
  minutes: null,
  isolate: false,
});

/** The token under which a session works on a job. */
interface Lease {
  readonly job: number;
  readonly token?: number;
  readonly session?: string;
}

export const event = (
  number: number,
  seconds: number,
  { job: of, token = 1, session = "worker" }: Lease,
  what: JobEventRecord["event"],
): JobEventRecord => ({
  record: "job_event",
  ...by(number, seconds, session),
  ...(what.what === "released" ? { role: "supervisor" } : {}),
  job: idOf(of),
  token,
  event: what,
});

export const started = (inherits: number[] = []): JobEventRecord["event"] => ({
  what: "started",
  reason: null,
  branch: null,
  inherits: inherits.map(idOf),
});
export const failing = (approach: string): JobEventRecord["event"] => ({
  what: "progress",
  note: "no",
  approach,
  failed: true,
  utilisation: null,
});
export const finished = (outcome: "done" | "failed" = "done"): JobEventRecord["event"] => ({
  what: "finished",
  outcome,
  handoff: { goal: "g", done: "d", decisions: "d", next: "n" },
  learnings: [],
  none_because: "none",
  claims: [],
});

export const escalation = (number: number, seconds: number, of: number): EscalationRecord => ({
  record: "escalation",
  ...by(number, seconds),
  job: { id: idOf(of), token: 1 },
  trigger: "worker",
  tried: "t",
  failed: "f",
  evidence: "e",
  hypothesis: "h",
  ask: "a",
  signature: "0123456789abcdef",
  process: null,
});

export const ruling = (number: number, seconds: number, on: number[]): RulingRecord => ({
  record: "ruling",
  ...by(number, seconds, "boss"),
  role: "supervisor",
  escalations: on.map(idOf),
  ruling: "answer",
  text: "do it",
  authority: "boss",
  attested: "supervisor",
  process: null,
});

export const reversal = (number: number, seconds: number, of: number): ReversalRecord => ({
  record: "reversal",
  ...by(number, seconds, "boss"),
  role: "supervisor",
  check: "unit",
  claim: idOf(of),
  reason: "r",
  authority: "a",
  follow_up: "f",
  attested: "supervisor",
});

export const retrieval = (
  number: number,
  seconds: number,
  session: string,
  served: number[],
): RetrievalRecord => ({
  record: "retrieval",
  ...by(number, seconds, session),
  retrievals: [
    { at: by(number, seconds).at, task: "0123456789abcdef", served: served.map(idOf), tokens: 10 },
  ],
});

/** What hooks have noted of a session. */
interface Seen {
  readonly files?: string[];
  readonly failures: readonly { error: string; overcome?: boolean }[];
}

export const handoff = (
  number: number,
  seconds: number,
  session: string,
  { files = [], failures }: Seen,
): HandoffRecord => ({
  record: "handoff",
  ...by(number, seconds, session),
  draft: true,
  files,
  injected: [],
  cited: [],
  failures: failures.map(({ error, overcome = false }) => ({
    command: hex("c", 16),
    error: error.repeat(16).slice(0, 16),
    at: by(number, seconds).at,
    overcome,
  })),
});

export const measurement = (
  number: number,
  seconds: number,
  value: number | null,
  changes: Partial<MeasurementRecord> = {},
): MeasurementRecord => ({
  record: "measurement",
  ...by(number, seconds, "measure"),
  role: "supervisor",
  goal: "speed",
  definition: SHA,
  direction: "lower",
  target: 5,
  tolerance: 0,
  deadline: null,
  unit: "s",
  state: value === null ? "failed" : "ok",
  value,
  sample: null,
  because: value === null ? "it was stopped" : null,
  base: null,
  ungoverned: false,
  ...changes,
});

export const goalChange = (
  number: number,
  from: string | null,
  to: string | null,
  changes: Partial<GoalChangeRecord> = {},
): GoalChangeRecord => ({
  record: "goal_change",
  ...by(number, 0, "boss"),
  role: "supervisor",
  goal: "speed",
  from,
  to,
  reason: "r",
  authority: "a",
  attested: "supervisor",
  ...changes,
});

/** Each lies in the journal that it names; claims with the object id that verdicts name. */
export const storedWork = (record: JournalRecord, own = true): StoredRecord => ({
  record,
  own,
  blob: Claim.is(record) ? BLOB : record.id.slice(-20).padStart(40, "2"),
});

export const stateOf = (...records: JournalRecord[]): MutableState =>
  fold(records.map((record) => storedWork(record)));
