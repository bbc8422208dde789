// The laws of claims, verdicts and locks over records alone: in any order, and with each forgery worth nothing.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { objectionToJudgment } from "../../src/claims/judgment-laws.ts";
import { bindingLocks, compare, locksOf } from "../../src/claims/locks/ratchet.ts";
import Claim, { type ClaimRecord } from "../../src/claims/records/claim.ts";
import type { JudgmentRecord } from "../../src/claims/records/judgment.ts";
import type { ReversalRecord } from "../../src/claims/records/reversal.ts";
import Verdict, { type VerdictRecord } from "../../src/claims/records/verdict.ts";
import {
  hasPassed,
  objectionToVerdict,
  policyId,
  standingOfClaim,
  wordsOn,
} from "../../src/claims/standing.ts";
import { standingOf } from "../../src/learnings/standing.ts";
import type { StoredRecord } from "../../src/records/origin.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import type { State } from "../../src/records/state.ts";
import {
  BASE,
  BLOB,
  claim,
  hex,
  judgment,
  lockFacts,
  POLICY,
  provenance,
  receipt,
  reversal,
  TREE,
  verdict,
} from "../support/claim-records.ts";
import { fold, idOf, learning, START } from "../support/records.ts";

/** Claims lie at `BLOB`; all are in the journal that they name unless told otherwise. */
const stored = (record: JournalRecord, own = true): StoredRecord => ({
  record,
  own,
  blob: Claim.is(record) ? BLOB : record.id.slice(-20).padStart(40, "2"),
});
const stateOf = (...records: JournalRecord[]): State => fold(records.map((record) => stored(record)));
const facts = lockFacts;
const standing = (state: State, number = 1) => {
  const found = state.get(Claim, idOf(number));
  if (!found) throw new Error("no claim");
  return standingOfClaim(state, found, facts());
};

describe("the shapes", () => {
  it("a claim takes no verdict", () => {
    const predicate = { ...claim(1).statement.predicate, verificationResult: "PASSED" };
    expect(
      Claim.schema.safeParse({ ...claim(1), statement: { ...claim(1).statement, predicate } }).success,
    ).toBe(false);
    expect(Claim.schema.safeParse(claim(1)).success).toBe(true);
    expect(Verdict.schema.safeParse(verdict(2, 1)).success).toBe(true);
  });
});

describe("a verdict counts for nothing", () => {
  const other: [ClaimRecord["statement"]["subject"][0]] = [
    { name: "work", digest: { gitCommit: hex("f"), gitTree: TREE } },
  ];
  it.each<[string, VerdictRecord, string]>([
    ["without its claim", verdict(2, 3), "no such claim"],
    ["by the claim's session", verdict(2, 1, {}, { session: "author" }), "own session"],
    ["in a worker's role", verdict(2, 1, {}, { role: "worker" }), "role of a worker"],
    [
      "about another text of the claim",
      verdict(2, 1, { inputAttestations: [{ uri: "x", digest: { gitBlob: hex("7") } }] }),
      "another text",
    ],
    [
      "about another commit",
      verdict(2, 1, {}, { statement: { ...verdict(2, 1).statement, subject: other } }),
      "another commit",
    ],
    [
      "with receipts of another tree",
      verdict(2, 1, { receipts: [receipt({ tree: hex("8") })] }),
      "another tree",
    ],
    [
      "that passes what failed",
      verdict(2, 1, { receipts: [receipt({ reason: "exit", exit: 1 })] }),
      "does not follow",
    ],
    ["that passes what was not run", verdict(2, 1, { receipts: [] }), "does not follow"],
    [
      "that passes on the claim's own command",
      verdict(2, 1, { receipts: [receipt({ authored: "claim" })] }),
      "does not follow",
    ],
    [
      "under a policy that base never had",
      verdict(2, 1, { policy: { uri: "x", commit: hex("a"), digest: { sha256: POLICY } } }),
      "base never had",
    ],
  ])("%s", (_, given, reason) => {
    const state = stateOf(claim(1), given);
    expect(objectionToVerdict(state, given, facts())).toContain(reason);
    expect(locksOf(state, facts({ [idOf(1)]: "contained" }))).toEqual([]);
  });

  it("in a journal that is not its clone's", () => {
    const given = verdict(2, 1);
    const state = fold([stored(claim(1)), stored(given, false)]);
    expect(objectionToVerdict(state, given, facts())).toContain("not in the journal");
  });

  it("and otherwise it counts", () => {
    expect(objectionToVerdict(stateOf(claim(1), verdict(2, 1)), verdict(2, 1), facts())).toBeNull();
  });
});

describe("where a claim stands", () => {
  it("open, passed, failed, not proven", () => {
    expect(standing(stateOf(claim(1))).state).toBe("open");
    expect(standing(stateOf(claim(1), verdict(2, 1)))).toMatchObject({ state: "passed", level: "L1" });
    const failed = { verificationResult: "FAILED" as const, receipts: [receipt({ reason: "timeout" })] };
    expect(standing(stateOf(claim(1), verdict(2, 1, failed))).state).toBe("failed");
    const idle = {
      verificationResult: "NOT_PROVEN" as const,
      receipts: [receipt({ reason: "not_started" })],
    };
    expect(standing(stateOf(claim(1), verdict(2, 1, idle))).state).toBe("not_proven");
  });

  it("another clone's pass is reported and binds nobody", () => {
    const state = stateOf(claim(1), verdict(2, 1, {}, { clone: "bbbbbbbbbb" }));
    expect(standing(state)).toMatchObject({ state: "reported", level: null });
    const [lock] = locksOf(state, facts({ [idOf(1)]: "contained" }));
    expect(lock).toMatchObject({ proven: false });
  });

  it("what could not be run here says nothing against it, what failed here does", () => {
    const reported = verdict(2, 1, {}, { clone: "bbbbbbbbbb" });
    const idle = {
      verificationResult: "NOT_PROVEN" as const,
      receipts: [receipt({ reason: "not_started" })],
    };
    expect(standing(stateOf(claim(1), reported, verdict(3, 1, idle)))).toMatchObject({ state: "reported" });
    const failed = { verificationResult: "FAILED" as const, receipts: [receipt({ reason: "exit" })] };
    expect(standing(stateOf(claim(1), reported, verdict(3, 1, failed)))).toMatchObject({ state: "failed" });
  });

  it("a pass stays a pass whatever a later policy makes of it", () => {
    const failed = { verificationResult: "FAILED" as const, receipts: [receipt({ reason: "exit" })] };
    const state = stateOf(claim(1), verdict(2, 1), verdict(3, 1, failed));
    expect(standing(state).state).toBe("passed");
    expect(standing(state).own?.id).toBe(idOf(3));
  });

  it("another clone's pass below the needed level is no lock, reported or not", () => {
    const state = stateOf(claim(1, { level: "L2" }), verdict(2, 1, {}, { clone: "bbbbbbbbbb" }));
    expect(standing(state)).toMatchObject({ state: "awaits_judgement", level: null });
    expect(locksOf(state, facts({ [idOf(1)]: "contained" }))).toEqual([]);
  });

  it("a verdict that is rendered again until it passes changes nothing; what could not be told may be tried again", () => {
    const under = (policy: string) => ({ uri: "x", commit: BASE, digest: { sha256: policy } });
    const failed = {
      verificationResult: "FAILED" as const,
      receipts: [receipt({ reason: "exit", exit: 1 })],
    };
    const idle = { verificationResult: "NOT_PROVEN" as const, receipts: [] };
    const other = hex("a", 64);
    const both = { ...facts(), policies: new Set([policyId(BASE, POLICY), policyId(BASE, other)]) };
    const said = (...verdicts: VerdictRecord[]) => {
      const state = stateOf(claim(1), ...verdicts);
      return {
        here: standingOfClaim(state, claim(1), both).state,
        anywhere: hasPassed(claim(1), wordsOn(state, claim(1))),
      };
    };
    expect(said(verdict(2, 1, failed), verdict(3, 1))).toEqual({ here: "failed", anywhere: false });
    expect(said(verdict(2, 1, failed), verdict(3, 1), verdict(4, 1))).toEqual({
      here: "failed",
      anywhere: false,
    });
    expect(said(verdict(2, 1, idle), verdict(3, 1))).toEqual({ here: "passed", anywhere: true });
    expect(said(verdict(2, 1, idle), verdict(3, 1, failed), verdict(4, 1)).here).toBe("failed");
    const changed = verdict(3, 1, { policy: under(other) });
    expect(said(verdict(2, 1, failed), changed)).toEqual({ here: "passed", anywhere: true });
  });

  it("a high level waits for another session's judgement, and a refusal outweighs a pass", () => {
    const risky = claim(1, { level: "L2" });
    expect(standing(stateOf(risky, verdict(2, 1))).state).toBe("awaits_judgement");
    expect(standing(stateOf(risky, verdict(2, 1), judgment(3, 1)))).toMatchObject({
      state: "passed",
      level: "L2",
    });
    const refusal = { session: "third", decision: "refuse" as const, reason: "no", location: "a:1" };
    expect(standing(stateOf(risky, verdict(2, 1), judgment(3, 1), judgment(4, 1, refusal))).state).toBe(
      "refused",
    );
    const changed = judgment(5, 1, { session: "third" });
    const all = [risky, verdict(2, 1), judgment(3, 1), judgment(4, 1, refusal), changed];
    expect(standing(stateOf(...all)).state).toBe("passed");
    // A session of the same name in another clone is another one, and takes nothing back.
    const alike = { ...changed, clone: "bbbbbbbbbb" };
    expect(standing(stateOf(...all.slice(0, -1), alike)).state).toBe("refused");
    expect(standing(stateOf(claim(1, { level: "L3" }), verdict(2, 1), judgment(3, 1))).state).toBe(
      "awaits_judgement",
    );
  });

  it.each<[string, Partial<JudgmentRecord>]>([
    ["the author's session", { session: "author" }],
    ["the author's process", { process: "s-1" }],
    ["a worker", { role: "worker" }],
    ["another text", { claimDigest: { gitBlob: hex("7") } }],
    ["a refusal without a place", { decision: "refuse", reason: "no" }],
    ["a refusal without a reason", { decision: "refuse", location: "a" }],
  ])("a judgement by or about %s does not count", (_, changes) => {
    const given = judgment(3, 1, changes);
    const state = stateOf(claim(1, { level: "L2" }), verdict(2, 1), given);
    expect(objectionToJudgment(state, given)).not.toBeNull();
    expect(standing(state).state).toBe("awaits_judgement");
  });
});

describe("the words on a claim", () => {
  it("are those that count by the records alone, each oldest first", () => {
    const records = [
      verdict(6, 1),
      verdict(4, 1, {}, { clone: "bbbbbbbbbb" }),
      verdict(5, 1, {}, { role: "worker" }),
    ];
    const words = wordsOn(stateOf(claim(1), ...records), claim(1));
    expect(words.verdicts.map(({ id }) => id)).toEqual([idOf(4), idOf(6)]);
    const planted = fold([stored(claim(1)), stored(verdict(2, 1), false)]);
    expect(wordsOn(planted, claim(1)).verdicts).toEqual([]);
    expect(hasPassed(claim(1), wordsOn(planted, claim(1)))).toBe(false);
    expect(hasPassed(claim(1), words)).toBe(true);
  });

  it("leave a criterion without a check to a judgement, at whatever level", () => {
    const criteria = [
      { id: "unit", text: "t", check: "unit", run: null },
      { id: "clear", text: "t", check: null, run: null },
    ];
    const open = [claim(1, { criteria }), verdict(2, 1)];
    expect(standing(stateOf(...open))).toMatchObject({ state: "awaits_judgement", level: "L1" });
    expect(standing(stateOf(...open, judgment(3, 1)))).toMatchObject({ state: "passed", level: "L2" });
  });

  it("name what a claim of the highest level lacks", () => {
    const asked = [claim(1, { level: "L3" }), verdict(2, 1)];
    expect(standing(stateOf(...asked)).missing).toMatch(/^needs L3: the judgement .*, and a signature /);
    expect(standing(stateOf(...asked, judgment(3, 1))).missing).toMatch(/^needs L3: a signature /);
    const risky = [claim(1, { level: "L2" }), verdict(2, 1)];
    expect(standing(stateOf(...risky)).missing).toBe("needs L2: the judgement of another session or person");
  });

  it("of checks that failed say so, whatever was judged", () => {
    const failed = {
      verificationResult: "FAILED" as const,
      receipts: [receipt({ reason: "exit", exit: 1 })],
    };
    expect(standing(stateOf(claim(1), verdict(2, 1, failed))).missing).toContain("a check failed");
  });
});

describe("locks", () => {
  const metric = (value: number, tolerance = 0) => ({
    receipts: [receipt({ metric: value, ratchet: { direction: "lower", tolerance } })],
  });
  const policy = { setup: null, checks: [{ id: "unit" }], levels: [], sandbox: "auto" } as never;

  it("the hardest of those in force binds, whatever passed later", () => {
    const state = stateOf(claim(1), verdict(2, 1, metric(4)), claim(3), verdict(4, 3, metric(9, 100)));
    const [lock, ...more] = bindingLocks(
      locksOf(state, facts({ [idOf(1)]: "landed", [idOf(3)]: "contained" })),
    );
    expect(more).toEqual([]);
    expect(lock?.metric).toEqual({ value: 4, direction: "lower", tolerance: 0 });
  });

  it.each([
    [3, "better"],
    [4, "same"],
    [5, "same"],
    [5.5, "worse"],
  ])("%d against 4 with tolerance 1 is %s", (value, result) => {
    const state = stateOf(claim(1), verdict(2, 1, metric(4, 1)));
    const [lock] = locksOf(state, facts({ [idOf(1)]: "contained" }));
    if (!lock) throw new Error("no lock");
    expect(compare(lock, policy, receipt({ metric: value })).result).toBe(result);
    expect(compare(lock, policy, receipt({ reason: "metric", metric: null })).result).toBe("worse");
    expect(compare(lock, policy, receipt({ reason: "not_started" })).result).toBe("not_run");
  });

  it.each<[string, Partial<ReversalRecord>, boolean]>([
    ["a supervisor's younger word", {}, true],
    ["a worker's word", { role: "worker" }, false],
    ["the claim's own session's", { session: "author" }, false],
    ["another check's", { check: "lint" }, false],
  ])("%s opens it: see expectation", (_, changes, opens) => {
    const state = stateOf(claim(1), verdict(2, 1), reversal(5, changes));
    const [lock] = locksOf(state, facts({ [idOf(1)]: "contained" }));
    expect(lock?.reversal !== null).toBe(opens);
  });

  it("a reversal does not reach what passes after it", () => {
    const state = stateOf(claim(1), verdict(2, 1), reversal(5), claim(6), verdict(7, 6));
    const binding = bindingLocks(locksOf(state, facts({ [idOf(1)]: "contained", [idOf(6)]: "contained" })));
    expect(binding.map((lock) => lock.claim.id)).toEqual([idOf(6)]);
  });
});

describe("lessons named by a claim that passed", () => {
  const lesson = learning(90, { session: "earlier" });
  const evidence = [{ name: "record", uri: lesson.id }];
  it("gain assurance from another session's claim, never from their author's", () => {
    const before = stateOf(lesson, claim(1, { evidence }));
    expect(standingOf(before, lesson, START).assurance).toBe("claimed");
    const after = stateOf(lesson, claim(1, { evidence }), verdict(2, 1));
    expect(standingOf(after, lesson, START).assurance).toBe("confirmed");
    const own = stateOf(lesson, claim(1, { evidence }, { session: "earlier" }), verdict(2, 1));
    expect(standingOf(own, lesson, START).assurance).toBe("claimed");
  });
});

it("the fold does not depend on the order of records, copies and redactions", () => {
  const lesson = learning(90, { session: "earlier" });
  const risky = claim(1, { level: "L2", evidence: [{ name: "record", uri: lesson.id }] });
  const records: StoredRecord[] = [
    ...[lesson, risky, verdict(2, 1), judgment(3, 1), claim(4), verdict(5, 4)].map((each) => stored(each)),
    stored(verdict(6, 4, {}, { clone: "bbbbbbbbbb" })),
    stored(reversal(7)),
    { ...stored(verdict(5, 4, { receipts: [] }), false), blob: hex("0") },
    stored({
      record: "redaction",
      ...provenance(8),
      session: "s",
      role: "supervisor",
      redacted: idOf(2),
      reason: "r",
    } as JournalRecord),
  ];
  const contained = facts({ [idOf(1)]: "contained", [idOf(4)]: "landed" });
  const view = (state: State) =>
    JSON.stringify([
      locksOf(state, contained).map(({ check, verdict: by, proven, reversal: open }) => [
        check,
        by.id,
        proven,
        open?.id,
      ]),
      state
        .all(Claim)
        .map(({ id }) => id)
        .sort()
        .map((id) => {
          const found = state.get(Claim, id);
          return found && standingOfClaim(state, found, contained).state;
        }),
      standingOf(state, lesson, START).assurance,
    ]);
  const expected = view(fold(records));
  fc.assert(
    fc.property(fc.shuffledSubarray(records, { minLength: records.length }), (shuffled) => {
      expect(view(fold(shuffled))).toBe(expected);
    }),
    { numRuns: 60 },
  );
});
