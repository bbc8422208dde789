// A goal's series: what is compared with what, what is noise, what a change breaks, and what can't be told.
import { describe, expect, it } from "vitest";
import type { BaseGoals, Goal } from "../../src/goals/goal.ts";
import { goalChangeOf } from "../../src/goals/goal-change.ts";
import { reportOn } from "../../src/goals/goal-report.ts";
import { measureGoals } from "../../src/goals/measure.ts";
import { factsOf } from "../../src/goals/metrics/facts.ts";
import { isPast } from "../../src/goals/series.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import type { State } from "../../src/records/state.ts";
import { DAY, fold, learning, START } from "../support/records.ts";
import { goalChange, measurement, stateOf, storedWork } from "../support/work-records.ts";

const SHA = "d".repeat(64);
const OTHER = "e".repeat(64);
const goal: Goal = {
  id: "speed",
  why: "w",
  direction: "lower",
  target: 5,
  tolerance: 0,
  weight: 1,
  definition: SHA,
  check: { run: ["true"], cwd: ".", timeout: 9, network: false },
};
const baseOf = (...goals: Goal[]): BaseGoals => ({ commit: null, goals, dormant: { days: 30, sessions: 3 } });
/** Of all that base has, nothing measured just now. */
const reportOnAll = (state: State, base: BaseGoals, now = START) =>
  reportOn(state, base, { goals: base.goals, measured: [] }, now);

function report(records: readonly JournalRecord[], changes: Partial<Goal> = {}, now = START) {
  const base = baseOf({ ...goal, ...changes });
  const whole = reportOnAll(stateOf(...records), base, now);
  const [only] = whole.goals;
  if (!only) throw new Error("no report");
  return { ...only, result: whole.result, gone: whole.gone };
}

describe("a series", () => {
  it("is compared with the last value and the first one", () => {
    expect(report([measurement(1, 0, 9)])).toMatchObject({
      trend: "first",
      last: null,
      baseline: 9,
      state: "short",
    });
    const records = [measurement(1, 0, 9), measurement(2, 1, 7), measurement(3, 2, 4)];
    expect(report(records)).toMatchObject({
      trend: "better",
      value: 4,
      last: 7,
      baseline: 9,
      state: "reached",
    });
    expect(report([...records, measurement(4, 3, 4.5)])).toMatchObject({ trend: "worse", result: "worse" });
    expect(report([...records, measurement(4, 3, 4)])).toMatchObject({ trend: "same", result: "ok" });
  });

  it("has gaps: what failed in between is no value to compare with", () => {
    const records = [measurement(1, 0, 4), measurement(2, 1, null), measurement(3, 2, 4.5)];
    expect(report(records)).toMatchObject({ trend: "worse", last: 4 });
    expect(report(records.slice(0, 2))).toMatchObject({
      state: "failed",
      value: null,
      trend: null,
      last: 4,
      because: "it was stopped",
      result: "unknown",
    });
  });

  it("goes by the order of records, wherever a clock jumped to", () => {
    const records = [measurement(1, 9000, 9), measurement(2, -500_000, 7), measurement(3, 20, 4)];
    expect(report(records.toReversed())).toMatchObject({ value: 4, last: 7, baseline: 9 });
  });

  it("a worse value within the tolerance is none", () => {
    const records = [4, 4.5].map((value, at) => measurement(at, at, value, { tolerance: 0.5 }));
    expect(report(records)).toMatchObject({ trend: "same" });
    expect(report([...records, measurement(4, 3, 5.1, { tolerance: 0.5 })])).toMatchObject({
      trend: "worse",
    });
  });

  it("shares differ where their intervals lie apart", () => {
    const share = (number: number, value: number, sample: number) =>
      measurement(number, 0, value, { unit: "share", sample, direction: "higher", target: 0.8 });
    expect(report([share(1, 0.8, 10), share(2, 0.6, 10)])).toMatchObject({ trend: "same" });
    expect(report([share(1, 0.8, 1000), share(2, 0.6, 1000)])).toMatchObject({ trend: "worse" });
  });

  it("holds only what supervisors' journals hold", () => {
    const forged = { ...measurement(2, 1, 1), role: "worker" as const };
    expect(report([measurement(1, 0, 9), forged]).value).toBe(9);
    const foreign = fold([storedWork(measurement(1, 0, 9)), storedWork(measurement(2, 1, 1), false)]);
    expect(reportOnAll(foreign, baseOf(goal)).goals[0]?.value).toBe(9);
  });
});

describe("a changed goal", () => {
  const before = measurement(1, 0, 9, { definition: OTHER });

  it("is told from one that was accepted, and values across the break are never compared", () => {
    const after = measurement(2, 1, 99);
    expect(report([before])).toMatchObject({
      state: "not_measured",
      value: null,
      ungoverned: true,
      result: "unknown",
    });
    expect(report([before, goalChange(3, OTHER, SHA)])).toMatchObject({ ungoverned: false });
    expect(report([before, goalChange(3, OTHER, SHA), after])).toMatchObject({
      trend: "first",
      baseline: 99,
      last: null,
    });
  });

  it("goes back to what it was without its old values coming back", () => {
    const records = [measurement(1, 0, 3), measurement(2, 1, 9, { definition: OTHER }), measurement(3, 2, 4)];
    expect(report(records)).toMatchObject({ trend: "first", baseline: 4 });
  });

  it("marks the measurement while nobody has said why, and says so of a worker's word", async () => {
    const of = async (...records: JournalRecord[]) => {
      const run = async () => ({ value: 4, because: null });
      const [measured] = await measureGoals(factsOf(stateOf(...records)), baseOf(goal), [goal], run);
      return measured?.ungoverned;
    };
    expect(await of()).toBe(false);
    expect(await of(measurement(1, 0, 9))).toBe(false);
    expect(await of(before)).toBe(true);
    expect(await of(before, goalChange(2, SHA, OTHER))).toBe(true);
    expect(await of(before, goalChange(2, OTHER, SHA, { role: "worker" }))).toBe(true);
    expect(await of(before, goalChange(2, OTHER, SHA))).toBe(false);
    // Measuring makes nothing right, however often; nor does a change that was accepted make right its undoing.
    const measuredOnce = measurement(2, 1, 4, { ungoverned: true });
    expect(await of(before, measuredOnce, measurement(3, 2, 4, { ungoverned: true }))).toBe(true);
    expect(await of(before, measuredOnce, goalChange(4, OTHER, SHA))).toBe(false);
    expect(await of(measurement(1, 0, 9), goalChange(2, SHA, OTHER), measuredOnce)).toBe(true);
  });

  it("that base has dropped is missed until somebody has said why", () => {
    const gone = (...records: JournalRecord[]) => reportOnAll(stateOf(...records), baseOf());
    expect(gone(before)).toMatchObject({ gone: ["speed"], result: "unknown" });
    expect(gone(before, goalChange(2, OTHER, null))).toMatchObject({ gone: [], result: "ok" });
  });

  it("that was given up and comes back begins anew, also with the same words", () => {
    const old = [measurement(1, 0, 3), goalChange(2, SHA, null)];
    expect(report(old)).toMatchObject({ state: "not_measured", value: null, ungoverned: false });
    const back = report([...old, measurement(3, 1, 9)]);
    expect(back).toMatchObject({ trend: "first", baseline: 9, last: null, ungoverned: false });
    expect(report([...old, measurement(3, 1, 9), measurement(4, 2, 8)])).toMatchObject({ last: 9 });
    const workers = [
      measurement(1, 0, 3),
      goalChange(2, SHA, null, { role: "worker" }),
      measurement(3, 1, 9),
    ];
    expect(report(workers)).toMatchObject({ trend: "worse", baseline: 3 });
    // Dropped again without a word, it is missed again.
    const gone = reportOnAll(stateOf(...old, measurement(3, 1, 9)), baseOf());
    expect(gone).toMatchObject({ gone: ["speed"], result: "unknown" });
  });

  it("can be accepted only where there is a change", () => {
    const parts = { goal: "speed", reason: "r", authority: "a", attested: "supervisor" as const };
    expect(goalChangeOf(stateOf(before), baseOf(goal), parts, { root: null, home: null })).toMatchObject({
      from: OTHER,
      to: SHA,
    });
    expect(goalChangeOf(stateOf(before), baseOf(), parts, { root: null, home: null })).toMatchObject({
      from: OTHER,
      to: null,
    });
    expect(() =>
      goalChangeOf(stateOf(measurement(1, 0, 9)), baseOf(goal), parts, { root: null, home: null }),
    ).toThrow("accepted last");
    expect(() => goalChangeOf(stateOf(), baseOf(), parts, { root: null, home: null })).toThrow(
      "No goal of this name",
    );
  });
});

describe("time", () => {
  it("a deadline is over when its day is", () => {
    const day = Date.parse("2026-05-01T00:00:00.000Z");
    expect([day - 1, day, day + DAY - 1, day + DAY].map((now) => isPast("2026-05-01", now))).toEqual([
      false,
      false,
      false,
      true,
    ]);
    const deadline = "2026-03-01";
    expect(report([measurement(1, 0, 9)], { deadline }, START + DAY)).toMatchObject({
      state: "missed",
      result: "worse",
    });
    expect(report([measurement(1, 0, 4)], { deadline }, START + DAY)).toMatchObject({
      state: "reached",
      result: "ok",
    });
    const none = measurement(1, 0, null, { state: "no_data" });
    expect(report([none], { deadline }, START + DAY)).toMatchObject({ result: "unknown" });
    expect(report([none], {}, START)).toMatchObject({ state: "no_data", result: "ok" });
  });

  it("a goal without a value for days, or for sessions, is dormant; a clock that runs backwards hides no session", () => {
    const last = measurement(1, 0, 4);
    expect(report([last], {}, START + 29 * DAY).dormant).toBeNull();
    expect(report([last], {}, START + 31 * DAY).dormant).toBe("no value for 31 days and 0 sessions");
    const sessions = ["a", "b", "c"].map((session, at) => learning(10 + at, { session }));
    expect(report([last, ...sessions], {}, START - 90 * DAY).dormant).toBe(
      "no value for 0 days and 3 sessions",
    );
    expect(report([last, ...sessions.slice(1)], {}, START).dormant).toBeNull();
  });
});

it("a value that is no finite number is a failure, whatever a command claims", async () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const run = async () => ({ value, because: null });
    expect(await measureGoals(factsOf(stateOf()), baseOf(goal), [goal], run)).toMatchObject([
      { state: "failed", value: null, because: "it gave no finite number" },
    ]);
  }
  expect(await measureGoals(factsOf(stateOf()), baseOf(goal), [goal], async () => null)).toEqual([]);
});
