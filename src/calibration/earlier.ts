// Finds what a run that was broken off has asked already, so that it goes on and asks nobody twice.

import { objectionToCalibration, outcomeOf } from "../claims/council/judge-record.ts";
import Calibration, { type CalibrationRecord, type CaseResult } from "../claims/records/calibration.ts";
import type { Judge } from "../policy/judges-and-panels.ts";
import type { State } from "../records/state.ts";
import { compareIds } from "../shared/ids.ts";

export interface Earlier {
  readonly seed: number;
  /** The answers of that run, by a judge as the policy has it now, in this version. */
  of(judge: Judge, version: string): readonly CaseResult[];
}

/** The newest run over these cases, or that of this seed; null where there is none in this clone. */
export function earlierRun(
  state: State,
  here: string | null,
  judges: readonly Judge[],
  { suite, seed }: { readonly suite: string; readonly seed: number | null },
): Earlier | null {
  const runs = state
    .all(Calibration)
    .filter((each) => each.suite === suite && (seed === null || each.seed === seed))
    .filter((each) => judges.some((judge) => isOf(each, judge)))
    .filter((each) => objectionToCalibration(state, each, here) === null)
    .toSorted(compareIds);
  const newest = runs.at(-1);
  if (!newest) return null;
  const run = runs.filter((each) => each.seed === newest.seed);
  return {
    seed: newest.seed,
    of: (judge, version) =>
      run
        .filter((each) => isOf(each, judge) && each.judge.version === version)
        .flatMap(({ results }) => results)
        // Whoever gave no answer is asked again.
        .filter((result) => outcomeOf(result) !== "unanswered"),
  };
}

const isOf = ({ judge }: CalibrationRecord, { id, adapter, vendor, model }: Judge): boolean =>
  judge.id === id && judge.adapter === adapter && judge.vendor === vendor && judge.model === (model ?? null);
