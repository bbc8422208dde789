// Records of claims and of what others say about them, for tests of the laws over records alone.

import type { Containment, LockFacts, RatchetRow } from "../../src/claims/locks/ratchet.ts";
import type { ClaimRecord } from "../../src/claims/records/claim.ts";
import type { JudgmentRecord } from "../../src/claims/records/judgment.ts";
import type { ReversalRecord } from "../../src/claims/records/reversal.ts";
import type { JudgedReceipt, VerdictRecord } from "../../src/claims/records/verdict.ts";
import { policyId } from "../../src/claims/standing.ts";
import { idOf, START } from "./records.ts";

export const HERE = "aaaaaaaaaa";
export const hex = (digit: string, length = 40) => digit.repeat(length);
export const [COMMIT, TREE, BASE, POLICY, BLOB] = [hex("c"), hex("d"), hex("b"), hex("e", 64), hex("1")];

export const provenance = (number: number) => ({
  v: 1 as const,
  id: idOf(number),
  at: new Date(START).toISOString(),
  runtime: "test",
  clone: HERE,
  commit: null,
});

export const subject = (): [ClaimRecord["statement"]["subject"][0]] => [
  { name: "work", digest: { gitCommit: COMMIT, gitTree: TREE } },
];

export type ClaimParts = Partial<ClaimRecord["statement"]["predicate"]>;

export function claim(
  number: number,
  parts: ClaimParts = {},
  changes: Partial<ClaimRecord> = {},
): ClaimRecord {
  return {
    record: "claim",
    ...provenance(number),
    session: "author",
    role: "worker",
    process: "s-1",
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
        level: "L1",
        policy: { commit: BASE, name: "main", digest: POLICY },
        checks: ["unit"],
        change: { from: BASE, commits: 1, files: 1, paths: ["a"], patch: hex("9") },
        ...parts,
      },
    },
    ...changes,
  };
}

export function receipt(changes: Partial<JudgedReceipt> = {}): JudgedReceipt {
  return {
    check: "unit",
    authored: "policy",
    argv: ["true"],
    cwd: ".",
    exit: 0,
    signal: null,
    reason: "ok",
    durationMs: 1,
    outputDigest: POLICY,
    head: "",
    tail: "",
    tree: TREE,
    sandbox: "none",
    network: false,
    setup: null,
    tools: {},
    metric: null,
    ratchet: null,
    ...changes,
  } as JudgedReceipt;
}

export type VerdictParts = Partial<VerdictRecord["statement"]["predicate"]>;

export function verdict(
  number: number,
  claimed: number,
  parts: VerdictParts = {},
  changes: Partial<VerdictRecord> = {},
): VerdictRecord {
  return {
    record: "verdict",
    ...provenance(number),
    session: "runner",
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
        policy: { uri: "x", commit: BASE, digest: { sha256: POLICY } },
        inputAttestations: [{ uri: "x", digest: { gitBlob: BLOB } }],
        verificationResult: "PASSED",
        verifiedLevels: ["AGENTOPS_L1"],
        criteria: [],
        receipts: [receipt()],
        sandbox: "none",
        setup: null,
        notChecked: [],
        ...parts,
      },
    },
    ...changes,
  };
}

export const judgment = (
  number: number,
  claimed: number,
  changes: Partial<JudgmentRecord> = {},
): JudgmentRecord => ({
  record: "judgment",
  ...provenance(number),
  session: "other",
  role: "judge",
  claim: idOf(claimed),
  claimDigest: { gitBlob: BLOB },
  decision: "pass",
  reason: "",
  location: null,
  attested: "judge",
  process: "s-2",
  ...changes,
});

export const reversal = (number: number, changes: Partial<ReversalRecord> = {}): ReversalRecord => ({
  record: "reversal",
  ...provenance(number),
  session: "boss",
  role: "supervisor",
  check: "unit",
  claim: null,
  reason: "r",
  authority: "a",
  follow_up: "f",
  attested: "supervisor",
  ...changes,
});

/** Base's policy, with claims contained as given; all on base by default. */
export const lockFacts = (contained: Record<string, Containment> = {}): LockFacts => ({
  here: HERE,
  policies: new Set([policyId(BASE, POLICY)]),
  requiredPanels: new Map(),
  signatures: new Map(),
  contained: new Map(Object.entries(contained)),
  where: new Map<string, string>(),
});

/** A row for a lock of the first claim. */
export const ratchetRow = (changes: Partial<RatchetRow> = {}): RatchetRow => ({
  check: "unit",
  claim: idOf(1),
  result: "same",
  because: "passes",
  locked: null,
  value: null,
  known: false,
  reported_by: null,
  tail: null,
  ...changes,
});
