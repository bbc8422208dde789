// The rule of the council as a table of cases, and its laws over any votes.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { barredBy, type CouncilResult, councilOf, type Vote } from "../../../src/claims/council/rule.ts";
import { DECISIONS } from "../../../src/judges/answer.ts";

/** `a:PASS`, `b:FAIL` (with grounds), `b:fail` (without), `a:PASS!` (barred by its record); the letter is the vendor. */
function vote(text: string, at: number): Vote {
  const [vendor = "", word = ""] = text.split(":");
  const decision = word.replace("!", "").toUpperCase();
  return {
    judge: `${vendor}${at}`,
    vendor,
    decision: DECISIONS.find((each) => each === decision) ?? "ABSTAIN",
    grounded: word.startsWith("FAIL"),
    barred: word.endsWith("!") ? "below the floor" : null,
  };
}

const CASES: readonly [votes: string, quorum: number, result: CouncilResult, why: string][] = [
  ["", 1, "NOT_PROVEN", "nobody has judged it"],
  ["a:PASS", 1, "PASS", "one is enough where one is asked for"],
  ["a:PASS b:PASS", 2, "PASS", "two vendors agree"],
  ["a:PASS", 2, "NOT_PROVEN", "one vendor short of the quorum"],
  ["a:PASS a:PASS", 2, "NOT_PROVEN", "judges of one vendor count once"],
  ["a:PASS a:PASS b:PASS", 2, "PASS", "and the other vendor makes it two"],
  ["a:PASS b:ABSTAIN", 2, "NOT_PROVEN", "an abstention is no judgement"],
  ["a:PASS b:ABSTAIN", 1, "PASS", "and takes nothing away"],
  ["a:ABSTAIN b:ABSTAIN", 1, "NOT_PROVEN", "all abstain"],
  ["a:FAIL", 1, "FAIL", "a grounded objection blocks"],
  ["a:FAIL", 2, "FAIL", "also below the quorum"],
  ["a:FAIL b:FAIL", 2, "FAIL", "two vendors object"],
  ["a:FAIL b:ABSTAIN", 2, "FAIL", "nobody speaks against it"],
  ["a:FAIL b:PASS", 1, "DISAGREE", "vendors contradict each other"],
  ["a:FAIL b:PASS c:PASS", 2, "DISAGREE", "no majority outvotes an objection"],
  ["a:FAIL a:PASS", 1, "FAIL", "one vendor does not contradict itself: its objection stands"],
  ["a:FAIL a:PASS b:PASS", 2, "DISAGREE", "its objection against the other vendor's pass"],
  ["a:fail", 1, "NOT_PROVEN", "an objection without a place is none, and no approval"],
  ["a:fail b:PASS", 1, "PASS", "nor does it contradict an approval"],
  ["a:fail b:PASS", 2, "NOT_PROVEN", "nor does it fill the quorum"],
  ["a:fail a:PASS", 1, "PASS", "nor does it silence its vendor"],
  ["a:PASS! b:PASS", 2, "NOT_PROVEN", "a judge below the floor does not count"],
  ["a:FAIL! b:PASS", 1, "PASS", "neither does its objection"],
  ["a:PASS!", 1, "NOT_PROVEN", "nor is it enough alone"],
];

describe("the rule", () => {
  it.each(CASES)("%s, quorum %i: %s (%s)", (votes, quorum, result) => {
    expect(councilOf(votes.split(" ").filter(Boolean).map(vote), quorum).result).toBe(result);
  });
});

describe("its laws", () => {
  const anyVote = fc.record({
    judge: fc.string(),
    vendor: fc.constantFrom("a", "b", "c"),
    decision: fc.constantFrom(...DECISIONS),
    grounded: fc.boolean(),
    barred: fc.constantFrom(null, "barred"),
  });
  const votes = fc.array(anyVote, { maxLength: 8 });
  const quorum = fc.integer({ min: 1, max: 4 });
  const objects = ({ decision, grounded, barred }: Vote) =>
    decision === "FAIL" && grounded && barred === null;

  it("no pass beside a grounded objection, and none without the quorum of vendors", () => {
    fc.assert(
      fc.property(votes, quorum, (all, asked) => {
        const { result, vendors } = councilOf(all, asked);
        if (all.some(objects)) expect(["FAIL", "DISAGREE"]).toContain(result);
        else expect(["PASS", "NOT_PROVEN"]).toContain(result);
        if (result === "PASS") expect(vendors.length).toBeGreaterThanOrEqual(asked);
      }),
    );
  });

  it("no order of the judges matters, and nobody's word counts twice", () => {
    fc.assert(
      fc.property(votes, quorum, (all, asked) => {
        const { result } = councilOf(all, asked);
        expect(councilOf(all.toReversed(), asked).result).toBe(result);
        expect(councilOf([...all, ...all], asked).result).toBe(result);
      }),
    );
  });

  it("one more word of a vendor that has spoken turns nothing into a pass", () => {
    fc.assert(
      fc.property(votes, quorum, anyVote, (all, asked, more) => {
        const before = councilOf(all, asked);
        fc.pre(before.result !== "PASS" && before.vendors.includes(more.vendor));
        expect(councilOf([...all, more], asked).result).not.toBe("PASS");
      }),
    );
  });
});

describe("the floor", () => {
  const floor = { misses: 0.25, refusals: 0.5, cases: 16 };
  const record = { traps: 8, misses: 2, controls: 8, refusals: 4 };

  it("bars who missed or refused more than it allows, and who has no record", () => {
    expect(barredBy(floor, record)).toBeNull();
    expect(barredBy(floor, { ...record, misses: 3 })).toMatch(/missed 3 of 8/);
    expect(barredBy(floor, { ...record, refusals: 5 })).toMatch(/refused 5 of 8/);
    expect(barredBy(floor, null)).toMatch(/uncalibrated/);
    expect(barredBy(floor, { traps: 0, misses: 0, controls: 0, refusals: 0 })).toMatch(/^uncalibrated/);
    expect(barredBy(floor, { ...record, traps: 7 })).toMatch(/16 different ones/);
    expect(barredBy({ ...floor, cases: 14 }, { ...record, traps: 7, misses: 1 })).toBeNull();
  });

  it("bars nobody where the policy sets none", () => {
    expect(barredBy(null, null)).toBeNull();
    expect(barredBy(null, { ...record, misses: 8 })).toBeNull();
  });
});
