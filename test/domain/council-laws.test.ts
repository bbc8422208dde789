// What a verdict says of its judges must be what they said, over records alone: each forgery is worth nothing.
import { describe, expect, it } from "vitest";
import type { CouncilWord } from "../../src/domain/attestation.ts";
import type { Decided, JudgeRecord } from "../../src/domain/council.ts";
import { councilWord, objectionToOpinion } from "../../src/domain/council-laws.ts";
import { councilLines } from "../../src/domain/council-text.ts";
import type { ClaimRecord, JournalRecord, JudgmentRecord, VerdictRecord } from "../../src/domain/record.ts";
import { OpinionRecord } from "../../src/domain/record.ts";
import { objectionTo, policyKey, standingOfClaim } from "../../src/domain/verdict-laws.ts";
import { fold, idOf, START } from "../support/records.ts";
import { claimRecord, verdictRecord } from "../support/verdicts.ts";

const hex = (digit: string, length = 40) => digit.repeat(length);
const HERE = "aaaaaaaaaa";
const PACKET = { sha256: hex("5", 64), bytes: 100 };
const facts = {
  here: HERE,
  policies: new Set([policyKey(hex("b"), hex("e", 64))]),
  signatures: new Map(),
};

function claim(level: ClaimRecord["statement"]["predicate"]["level"] = "L2"): ClaimRecord {
  const made = structuredClone(claimRecord(1));
  made.statement.predicate.level = level;
  return made;
}

function opinion(
  number: number,
  judge: string,
  decision: Decided,
  changes: Partial<OpinionRecord> = {},
): OpinionRecord {
  const location = decision === "FAIL" ? "a:1" : null;
  const finding = { criterion: "unit", level: "error" as const, location, message: "wrong", grounded: true };
  return {
    ...{ record: "opinion", v: 1, id: idOf(number), at: new Date(START).toISOString(), session: "verdict-1" },
    ...{
      runtime: "command",
      role: "judge",
      clone: HERE,
      commit: null,
      claim: idOf(1),
      packet: PACKET,
      decision,
    },
    claimDigest: { gitBlob: hex("1") },
    judge: { id: judge, adapter: "command", vendor: judge, version: "1", model: null },
    ...{ because: null, criteria: [], attempts: 1, sandbox: "bubblewrap", seal: hex("6", 64) },
    findings: decision === "FAIL" ? [finding] : [],
    cost: { tokensIn: 10, tokensOut: 5, ms: 20 },
    ...changes,
  };
}

const blobOf = ({ record, id }: JournalRecord): string =>
  record === "claim" ? hex("1") : id.slice(-20).padStart(40, "2");
const stateOf = (...records: JournalRecord[]) =>
  fold(records.map((record) => ({ record, blob: blobOf(record), own: true })));

function verdict(
  opinions: readonly OpinionRecord[],
  changes: Partial<CouncilWord> = {},
  quorum = 2,
  record: JudgeRecord | null = null,
): VerdictRecord {
  const made = structuredClone(verdictRecord(9, 1));
  const word = councilWord(
    stateOf(claim(), ...opinions),
    opinions,
    { ...PACKET, leftOut: [] },
    quorum,
    null,
    () => record,
  );
  const council = { ...word, ...changes };
  const results = {
    PASS: "PASSED",
    FAIL: "FAILED",
    DISAGREE: "NOT_PROVEN",
    NOT_PROVEN: "NOT_PROVEN",
  } as const;
  made.statement.predicate.council = council;
  made.statement.predicate.verificationResult = results[council.result];
  return made;
}

const judgment = (changes: Partial<JudgmentRecord> = {}): JudgmentRecord => ({
  ...{ record: "judgment", v: 1, id: idOf(20), at: new Date(START).toISOString(), session: "terminal-ann" },
  ...{ runtime: "terminal", role: "supervisor", clone: HERE, commit: null, claim: idOf(1), decision: "pass" },
  ...{ claimDigest: { gitBlob: hex("1") }, reason: "", location: null, attested: "terminal", process: null },
  ...changes,
});

const [one, two] = [opinion(2, "one", "PASS"), opinion(3, "two", "PASS")];
const no = opinion(3, "two", "FAIL");
const shy = opinion(3, "two", "ABSTAIN");

function standing(records: readonly JournalRecord[], level: "L1" | "L2" | "L3" = "L2") {
  const {
    state,
    level: reached,
    missing,
  } = standingOfClaim(stateOf(claim(level), ...records), claim(level), facts);
  return { state, level: reached, missing };
}

it("an opinion has a shape that the journal keeps", () => {
  for (const each of [one, no, shy]) expect(OpinionRecord.parse(each)).toEqual(each);
});

describe("where a claim stands after its judges", () => {
  it("passed at L2 when they pass it, also at L1, and short of L3", () => {
    const passed = [one, two, verdict([one, two])];
    expect(standing(passed)).toEqual({ state: "passed", level: "L2", missing: null });
    expect(standing(passed, "L1")).toEqual({ state: "passed", level: "L2", missing: null });
    expect(standing(passed, "L3")).toMatchObject({ state: "awaits_judgement", level: "L2" });
  });

  it("failed when one refuses it on grounds and nobody passes it", () => {
    const refused = [opinion(2, "one", "FAIL"), shy];
    expect(standing([...refused, verdict(refused)])).toMatchObject({
      state: "failed",
      missing: expect.stringMatching(
        /^judges refused it: one found a fault .*; read agentops:\/\/verdicts\//,
      ),
    });
    expect(standing([...refused, verdict(refused), judgment()]).state).toBe("failed");
  });

  it("open to a person alone when they disagree, at L1 too", () => {
    const split = [one, no, verdict([one, no])];
    for (const level of ["L1", "L2"] as const) {
      expect(standing(split, level)).toMatchObject({
        state: "awaits_judgement",
        missing: expect.stringMatching(
          /judges disagree: two found a fault, one found none; a person decides/,
        ),
      });
      const agent = judgment({ attested: "judge", role: "judge", session: "tie-breaker" });
      expect(standing([...split, agent], level).state).toBe("awaits_judgement");
      expect(standing([...split, judgment()], level)).toMatchObject({ state: "passed", level: "L2" });
      const refusal = judgment({ decision: "refuse", reason: "so", location: "a" });
      expect(standing([...split, refusal], level).state).toBe("refused");
    }
  });

  it("not proven when too few have judged it, until a person does", () => {
    const few = [one, shy, verdict([one, shy])];
    expect(standing(few)).toMatchObject({
      state: "not_proven",
      missing: expect.stringMatching(/too few judgements: 1 of 2 vendors/),
    });
    expect(standing([...few, judgment({ attested: "judge", role: "judge", session: "x" })]).state).toBe(
      "not_proven",
    );
    expect(standing([...few, judgment()])).toMatchObject({ state: "passed", level: "L2" });
  });

  it("and a person can't settle what the checks did not pass", () => {
    const made = verdict([one, no]);
    for (const receipt of made.statement.predicate.receipts) receipt.reason = "not_started";
    expect(standing([one, no, made, judgment()]).state).toBe("not_proven");
  });
});

describe("an opinion counts for nothing", () => {
  it.each<[string, Partial<OpinionRecord>, RegExp]>([
    ["by the claim's own session", { session: "author" }, /own session/],
    ["in the role of a worker", { role: "worker" }, /role of a worker/],
    ["in the role of a supervisor", { role: "supervisor" }, /role of a supervisor/],
    ["about another text of the claim", { claimDigest: { gitBlob: hex("7") } }, /another text/],
    ["about no claim", { claim: idOf(8) }, /no such claim/],
  ])("%s", (_, changes, said) => {
    const forged = { ...one, ...changes };
    expect(objectionToOpinion(stateOf(claim(), forged), forged)).toMatch(said);
  });

  it("in the journal of a clone that it does not name", () => {
    const state = fold([
      { record: claim(), blob: hex("1"), own: true },
      { record: one, blob: blobOf(one), own: false },
    ]);
    expect(objectionToOpinion(state, one)).toMatch(/not in the journal/);
    expect(objectionToOpinion(stateOf(claim(), one), one)).toBeNull();
  });
});

describe("a verdict is not believed", () => {
  const objection = (made: VerdictRecord, ...opinions: OpinionRecord[]) =>
    objectionTo(stateOf(claim(), ...opinions, made), made, facts);
  const said = (at: number, changes: Partial<CouncilWord["judges"][number]>): Partial<CouncilWord> => ({
    judges: (verdict([one, no]).statement.predicate.council?.judges ?? []).map((judge, index) =>
      index === at ? { ...judge, ...changes } : judge,
    ),
  });

  it("while one that says what they said is", () => {
    expect(objection(verdict([one, two]), one, two)).toBeNull();
    expect(objection(verdict([one, no]), one, no)).toBeNull();
  });

  it.each<[string, VerdictRecord, OpinionRecord[], RegExp]>([
    ["that turns the council round", verdict([one, no], { result: "PASS" }), [one, no], /does not follow/],
    [
      "that turns one decision round",
      verdict([one, no], { ...said(1, { decision: "PASS" }), result: "PASS" }),
      [one, no],
      /says FAIL/,
    ],
    [
      "that bars who objected",
      verdict([one, no], { ...said(1, { barred: "late" }), result: "PASS" }),
      [one, no],
      /does not follow/,
    ],
    ["that leaves out who objected", verdict([one], {}, 1), [one, no], /leaves out the opinion of two/],
    ["whose opinion nobody has recorded", verdict([one, two]), [one], /of two is not in its journal/],
    [
      "that counts one judge twice",
      verdict([one, opinion(4, "one", "PASS")], {}, 1),
      [one, opinion(4, "one", "PASS")],
      /twice/,
    ],
    [
      "whose opinion is about another packet",
      verdict([one, two], { packet: { ...PACKET, sha256: hex("4", 64), leftOut: [] } }),
      [one, two],
      /another packet/,
    ],
    [
      "that gives a judge another vendor",
      verdict([one, no], said(1, { vendor: "three" })),
      [one, no],
      /by another judge/,
    ],
    [
      "that gives a judge another version",
      verdict([one, no], said(1, { version: "2" })),
      [one, no],
      /by another judge/,
    ],
    [
      "whose opinion was changed after it was sealed",
      verdict([one, no], said(1, { opinion: { id: no.id, gitBlob: hex("8") } })),
      [one, no],
      /not the one that was sealed/,
    ],
    [
      "whose opinion is by the claim's session",
      verdict([one, two]),
      [one, { ...two, session: "author" }],
      /not in its journal/,
    ],
    [
      "whose opinion lies in another clone",
      verdict([one, two]),
      [one, { ...two, clone: "zzzzzzzzzz" }],
      /not in its journal/,
    ],
  ])("%s", (_, made, opinions, why) => {
    expect(objection(made, ...opinions)).toMatch(why);
  });

  it("that a later opinion contradicts is believed all the same: what has passed stays passed", () => {
    expect(objection(verdict([one], {}, 1), one, opinion(12, "two", "FAIL"))).toBeNull();
  });

  it("that passes what its judges did not, or fails what they passed", () => {
    for (const [opinions, result] of [
      [[one, no], "PASSED"],
      [[one, shy], "PASSED"],
      [[one, two], "FAILED"],
    ] as const) {
      const made = verdict([...opinions]);
      made.statement.predicate.verificationResult = result;
      expect(objection(made, ...opinions)).toMatch(/does not follow/);
    }
  });
});

describe("shown to people", () => {
  it("with vendors, versions, record, cost, and what the minority found", () => {
    const made = verdict([one, no]);
    const text = councilLines(stateOf(claim(), one, no, made), made).join("\n");
    expect(text).toContain("judge one (one 1): PASS; uncalibrated; 20 ms, 10 + 5 tokens");
    expect(text).toContain("error by two at a:1 (kept); its words (data): wrong");
    const known = verdict([one, no], {}, 2, { traps: 8, misses: 1, controls: 8, refusals: 0 });
    expect(councilLines(stateOf(claim(), one, no, known), known).join("\n")).toContain(
      "missed 1 of 8 planted faults (2 to 47 %), refused 0 of 8 sound changes",
    );
  });

  it("and nothing where nobody was asked", () => {
    expect(councilLines(stateOf(claim(), verdictRecord(9, 1)), verdictRecord(9, 1))).toEqual([]);
  });
});
