// A judge's record by calibrations alone: what it caught and missed, whose word counts, and when it begins anew.
import { describe, expect, it } from "vitest";
import {
  historyOf,
  judgeRecordInWords,
  judgeRecordOf,
  objectionToCalibration,
  outcomeOf,
  tallyOf,
} from "../../../src/claims/council/judge-record.ts";
import type { CalibrationRecord, CaseResult } from "../../../src/claims/records/calibration.ts";
import type { Judge } from "../../../src/policy/judges-and-panels.ts";
import { HERE, hex, provenance } from "../../support/claim-records.ts";
import { fold } from "../../support/records.ts";

const result = (changes: Partial<CaseResult> = {}): CaseResult => ({
  case: "page-window",
  kind: "trap",
  decision: "FAIL",
  grounded: true,
  located: true,
  ms: 1,
  ...changes,
});
const sound = (changes: Partial<CaseResult> = {}) =>
  result({ case: "split-bill", kind: "control", decision: "PASS", ...changes });

type Outcome = ReturnType<typeof outcomeOf>;
const OUTCOMES: [string, CaseResult, Outcome][] = [
  ["a fault refused with its place", result(), "caught"],
  ["a fault refused without a place", result({ grounded: false }), "missed"],
  ["a fault that is passed", result({ decision: "PASS" }), "missed"],
  ["a fault left open", result({ decision: "ABSTAIN" }), "unanswered"],
  ["a sound change that is passed", sound(), "passed"],
  ["a sound change that is refused", sound({ decision: "FAIL" }), "refused"],
  ["a sound change left open", sound({ decision: "ABSTAIN" }), "unanswered"],
];

describe("one case", () => {
  it.each(OUTCOMES)("%s", (_, given, outcome) => expect(outcomeOf(given)).toBe(outcome));

  it("counts once, in its own column", () => {
    const more = [result({ located: false }), result({ decision: "PASS", located: true })];
    expect(tallyOf([...OUTCOMES.map(([, given]) => given), ...more])).toEqual({
      traps: 5,
      misses: 3,
      controls: 2,
      refusals: 1,
      unanswered: 2,
      located: 1,
    });
  });
});

const JUDGE = { id: "one", adapter: "command", vendor: "acme" } as const;
const calibration = (
  number: number,
  results: readonly CaseResult[],
  changes: Partial<CalibrationRecord> = {},
): CalibrationRecord => ({
  record: "calibration",
  ...provenance(number),
  session: "terminal",
  role: "supervisor",
  judge: { ...JUDGE, version: "1", model: null },
  suite: hex("5", 64),
  seed: 7,
  results: [...results],
  ...changes,
});
const stateOf = (records: readonly CalibrationRecord[], own = true) =>
  fold(records.map((record) => ({ record, own, blob: hex("2") })));

describe("the history of a judge's name", () => {
  it("has each version, vendor and model apart, with all runs of it, the last asked at the end", () => {
    const at = (hour: number) => `2026-01-01T0${hour}:00:00.000Z`;
    const run = (number: number, version: string, results: readonly CaseResult[], changes = {}) =>
      calibration(number, results, { at: at(number), judge: { ...JUDGE, version, model: null }, ...changes });
    const state = stateOf([
      run(3, "1", [sound(), result({ decision: "PASS" })]),
      run(2, "2", [result()]),
      run(1, "1", [result()]),
      run(4, "9", [result()], { role: "worker" }),
      run(5, "1", [sound()], { judge: { ...JUDGE, version: "1", model: "big" } }),
    ]);
    const told = historyOf(state, HERE, "one").map(({ version, model, vendor, from, to, tally }) => {
      return [vendor, version, model, from, to, tally.traps, tally.misses, tally.controls];
    });
    expect(told).toEqual([
      ["acme", "2", null, at(2), at(2), 1, 0, 0],
      ["acme", "1", null, at(1), at(3), 2, 1, 1],
      ["acme", "1", "big", at(5), at(5), 0, 0, 1],
    ]);
    expect(historyOf(state, HERE, "two")).toEqual([]);
  });
});

describe("a calibration counts for nothing", () => {
  it.each<[string, Partial<CalibrationRecord>, string]>([
    ["in the role of a worker", { role: "worker" }, "in the role of a worker"],
    ["of another clone", { clone: "bbbbbbbbbb" }, "by another clone, whose judge nobody has seen here"],
    ["that counts a case twice", { results: [result(), sound(), result()] }, "counts a case twice"],
  ])("%s", (_, changes, because) => {
    const given = calibration(1, [result()], changes);
    expect(objectionToCalibration(stateOf([given]), given, HERE)).toBe(because);
  });

  it("in a journal that is not its clone's, or in none", () => {
    const given = calibration(1, [result(), sound()]);
    const because = "not in the journal of the clone that it names";
    expect(objectionToCalibration(stateOf([given], false), given, HERE)).toBe(because);
    expect(objectionToCalibration(stateOf([]), given, HERE)).toBe(because);
    expect(objectionToCalibration(stateOf([given]), given, HERE)).toBeNull();
  });
});

describe("a judge's record", () => {
  const judge = { ...JUDGE, timeout: 300, network: false, env: [] } as Judge;
  const recordOf = (records: readonly CalibrationRecord[], of = judge, version = "1") =>
    judgeRecordOf(stateOf(records), HERE, of, version);
  const run = [result(), result({ case: "second", decision: "PASS" }), sound()];

  it("adds up all runs, and counts different cases by the half of which there are fewer", () => {
    expect(recordOf([calibration(1, run)])).toEqual({
      traps: 2,
      misses: 1,
      controls: 1,
      refusals: 0,
      cases: 2,
    });
    expect(recordOf([calibration(1, run), calibration(2, run)])).toEqual({
      traps: 4,
      misses: 2,
      controls: 2,
      refusals: 0,
      cases: 2,
    });
    const open = [
      result(),
      result({ case: "second", decision: "ABSTAIN" }),
      sound(),
      sound({ case: "third" }),
    ];
    expect(recordOf([calibration(1, open)])).toMatchObject({ traps: 1, controls: 2, cases: 2 });
    const even = [...run, sound({ case: "third" })];
    expect(recordOf([calibration(1, even)])).toMatchObject({ traps: 2, controls: 2, cases: 4 });
  });

  it.each<[string, Partial<CalibrationRecord>]>([
    ["adapter", { judge: { ...JUDGE, adapter: "codex", version: "1", model: null } }],
    ["vendor", { judge: { ...JUDGE, vendor: "other", version: "1", model: null } }],
    ["version", { judge: { ...JUDGE, version: "2", model: null } }],
    ["model", { judge: { ...JUDGE, version: "1", model: "large" } }],
    ["name", { judge: { ...JUDGE, id: "two", version: "1", model: null } }],
    ["clone", { clone: "bbbbbbbbbb" }],
  ])("is none of another %s", (_, changes) => {
    expect(recordOf([calibration(1, run, changes)])).toBeNull();
    expect(recordOf([calibration(1, run, changes), calibration(2, [sound()])])).toMatchObject({
      controls: 1,
      traps: 0,
    });
  });

  it("is that of the model that is asked for", () => {
    const large = { ...JUDGE, version: "1", model: "large" };
    expect(recordOf([calibration(1, run, { judge: large })], { ...judge, model: "large" })).toMatchObject({
      traps: 2,
    });
  });

  it("is said with how sure each share is", () => {
    expect(judgeRecordInWords(null)).toBe("uncalibrated");
    const none = { traps: 0, misses: 0, controls: 0, refusals: 0, cases: 0 };
    expect(judgeRecordInWords(none)).toBe("uncalibrated");
    expect(judgeRecordInWords({ ...none, traps: 10, misses: 1 })).toBe(
      "missed 1 of 10 planted faults (2 to 40 %), refused 0 of 0 sound changes",
    );
    expect(judgeRecordInWords({ ...none, controls: 10, refusals: 10 })).toBe(
      "missed 0 of 0 planted faults, refused 10 of 10 sound changes (72 to 100 %)",
    );
  });
});
