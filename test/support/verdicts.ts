// A claim and a passed verdict on it, as records for tests of what is derived from them.
import type { ClaimRecord } from "../../src/claims/records/claim.ts";
import type { VerdictRecord } from "../../src/claims/records/verdict.ts";
import { idOf, START } from "./records.ts";

const hex = (digit: string, length = 40) => digit.repeat(length);

const provenance = (number: number) => ({
  v: 1 as const,
  id: idOf(number),
  at: new Date(START).toISOString(),
  runtime: "test",
  clone: "aaaaaaaaaa",
  commit: null,
});

const subject = (): ClaimRecord["statement"]["subject"] => [
  { name: "work", digest: { gitCommit: hex("c"), gitTree: hex("d") } },
];

export const claimRecord = (number: number): ClaimRecord => ({
  record: "claim",
  ...provenance(number),
  session: "author",
  role: "worker",
  process: null,
  statement: {
    _type: "https://in-toto.io/Statement/v1",
    subject: subject(),
    predicateType: "agentops://predicates/claim/v1",
    predicate: {
      statement: "it works",
      evidence: [],
      tree: hex("d"),
      risk: "low",
      level: "L3",
      checks: ["unit"],
      criteria: [{ id: "unit", text: "tests pass", check: "unit", run: null }],
      policy: { commit: hex("b"), name: "main", digest: hex("e", 64) },
      change: { from: hex("b"), commits: 1, files: 1, paths: ["a"], patch: hex("9") },
    },
  },
});

/** Passed; about the claim whose record has the object id 111…. */
export const verdictRecord = (number: number, claimed: number): VerdictRecord => ({
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
      resourceUri: `git+commit:${hex("c")}`,
      policy: { uri: "x", commit: hex("b"), digest: { sha256: hex("e", 64) } },
      inputAttestations: [{ uri: "x", digest: { gitBlob: hex("1") } }],
      verificationResult: "PASSED",
      verifiedLevels: ["AGENTOPS_L1"],
      criteria: [],
      receipts: [
        {
          check: "unit",
          authored: "policy",
          argv: ["true"],
          cwd: ".",
          exit: 0,
          signal: null,
          reason: "ok",
          durationMs: 1,
          outputDigest: hex("e", 64),
          head: "out",
          tail: "",
          tree: hex("d"),
          sandbox: "none",
          network: false,
          setup: null,
          tools: {},
          metric: 3,
          ratchet: null,
        },
      ],
      sandbox: "none",
      setup: null,
      notChecked: ["a", "b"],
    },
  },
});
