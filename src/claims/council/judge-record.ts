// Counts how a judge did on changes that are known to be right or wrong.

import type { Judge } from "../../policy/judges-and-panels.ts";
import { NOT_OWN } from "../../records/authority.ts";
import type { State } from "../../records/state.ts";
import { groupBy } from "../../shared/group-by.ts";
import { compareIds } from "../../shared/ids.ts";
import { type Interval, wilson } from "../../shared/interval.ts";
import { type CalibrationRecord, type CaseResult, calibrationsByJudge } from "../records/calibration.ts";
import type { JudgeRecord } from "./rule.ts";

/** How one result counts. An abstention is neither right nor wrong. */
export function outcomeOf({
  kind,
  decision,
  grounded,
}: CaseResult): "caught" | "missed" | "passed" | "refused" | "unanswered" {
  if (decision === "ABSTAIN") return "unanswered";
  if (kind === "control") return decision === "PASS" ? "passed" : "refused";
  // A council ignores an objection without a place, so the fault would have passed.
  return decision === "FAIL" && grounded ? "caught" : "missed";
}

export interface Tally extends JudgeRecord {
  readonly unanswered: number;
  /** The caught traps whose fault was named at its place. */
  readonly located: number;
}

export function tallyOf(results: readonly CaseResult[]): Tally {
  const outcomes = results.map(outcomeOf);
  const count = (...wanted: string[]) => outcomes.filter((each) => wanted.includes(each)).length;
  return {
    traps: count("caught", "missed"),
    misses: count("missed"),
    controls: count("passed", "refused"),
    refusals: count("refused"),
    unanswered: count("unanswered"),
    located: results.filter((each) => each.located && outcomeOf(each) === "caught").length,
  };
}

/** Why a calibration does not count in this clone; null when it does. */
export function objectionToCalibration(
  state: State,
  calibration: CalibrationRecord,
  here: string | null,
): string | null {
  if (calibration.role === "worker") return "in the role of a worker";
  if (calibration.clone !== here) return "by another clone, whose judge nobody has seen here";
  if (state.origin(calibration.id)?.own !== true) return NOT_OWN;
  const names = calibration.results.map((each) => each.case);
  return new Set(names).size < names.length ? "counts a case twice" : null;
}

/**
 * The record of a judge as it is configured now, in one version; null where nobody has calibrated it. All runs count, so
 * that repeating one until it looks better does not help. Another version, model or vendor starts from nothing.
 */
export function judgeRecordOf(
  state: State,
  here: string | null,
  { id, adapter, vendor, model }: Judge,
  version: string,
): JudgeRecord | null {
  const counted = state
    .by(calibrationsByJudge, id)
    .filter(
      (each) =>
        each.judge.adapter === adapter &&
        each.judge.vendor === vendor &&
        each.judge.version === version &&
        each.judge.model === (model ?? null) &&
        objectionToCalibration(state, each, here) === null,
    );
  if (counted.length === 0) return null;
  const results = counted.flatMap((each) => each.results);
  const { traps, misses, controls, refusals } = tallyOf(results);
  return { traps, misses, controls, refusals, cases: differentCases(results) };
}

/** How a judge of this name did in one version. */
export interface JudgeEra {
  readonly vendor: string;
  readonly version: string;
  /** The model that the policy asked for; null where it asked for none. */
  readonly model: string | null;
  /** When it was first and last asked. */
  readonly from: string;
  readonly to: string;
  readonly tally: Tally;
}

/** For the judge of that name in this clone: one era for each version, vendor and model, the newest last. */
export function historyOf(state: State, here: string | null, id: string): JudgeEra[] {
  const counted = state
    .by(calibrationsByJudge, id)
    .filter((each) => objectionToCalibration(state, each, here) === null)
    .toSorted(compareIds);
  const eras = groupBy(counted, ({ judge: { adapter, vendor, version, model } }) =>
    JSON.stringify([adapter, vendor, version, model]),
  );
  return [...eras.values()]
    .flatMap((runs) => {
      const first = runs[0];
      const last = runs.at(-1);
      if (!first || !last) return [];
      const { vendor, version, model } = last.judge;
      const tally = tallyOf(runs.flatMap(({ results }) => results));
      return [{ vendor, version, model, from: first.at, to: last.at, tally }];
    })
    .toSorted((a, b) => (a.to < b.to ? -1 : 1));
}

/** Twice the number of different cases in the smaller half (traps or controls). */
function differentCases(results: readonly CaseResult[]): number {
  const answered = results.filter((each) => outcomeOf(each) !== "unanswered");
  const names = (wanted: CaseResult["kind"]) =>
    new Set(answered.filter(({ kind }) => kind === wanted).map((each) => each.case)).size;
  return 2 * Math.min(names("trap"), names("control"));
}

/** A judge's record in words, each share with its 95 % Wilson interval. */
export function judgeRecordInWords(record: JudgeRecord | null): string {
  if (record === null || record.traps + record.controls === 0) return "uncalibrated";
  const { traps, misses, controls, refusals } = record;
  return [
    `missed ${misses} of ${traps} planted faults${around(wilson(misses, traps))}`,
    `refused ${refusals} of ${controls} sound changes${around(wilson(refusals, controls))}`,
  ].join(", ");
}

function around(interval: Interval | null): string {
  if (interval === null) return "";
  const percent = (share: number) => Math.round(share * 100);
  return ` (${percent(interval.low)} to ${percent(interval.high)} %)`;
}
