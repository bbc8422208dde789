// Orders a goal's values as they were recorded, and cuts the series where the goal itself was changed.

import { isSupervisors } from "../records/authority.ts";
import type { DraftOf } from "../records/record.ts";
import type { State } from "../records/state.ts";
import { compareIds } from "../shared/ids.ts";
import { isAbove, wilson } from "../shared/interval.ts";
import GoalChange, { changesByGoal, type GoalChangeRecord } from "./records/goal_change.ts";
import { type MeasurementRecord, measurementsByGoal } from "./records/measurement.ts";

/** What a measurement says, recorded or not. */
export type MeasurementDraft = DraftOf<MeasurementRecord>;
export type GoalChangeDraft = DraftOf<GoalChangeRecord>;

/** Measurements that count, oldest first by id: a clock that was set back moves nothing. */
export const seriesOf = (state: State, goal: string): MeasurementRecord[] =>
  state
    .by(measurementsByGoal, goal)
    .filter((record) => isSupervisors(state, record) && (record.state === "ok") === (record.value !== null))
    .toSorted(compareIds);

/** Changes of a goal that count, oldest first. */
export const changesOf = (state: State, goal: string): GoalChangeRecord[] =>
  state
    .by(changesByGoal, goal)
    .filter((record) => isSupervisors(state, record))
    .toSorted(compareIds);

/** Stored or, without an id, about to be. */
type Measured = MeasurementDraft & { readonly id?: string };

/** Those since the goal was last changed or given up: what a value may be compared with. `changes` oldest first. */
export function sinceBreak<M extends Measured>(
  series: readonly M[],
  changes: readonly GoalChangeRecord[],
): M[] {
  const newest = series.at(-1)?.definition;
  const givenUp = changes.findLast(({ to }) => to === null)?.id ?? "";
  const isOlder = ({ definition, id }: M) => definition !== newest || (id !== undefined && id < givenUp);
  return series.slice(series.findLastIndex(isOlder) + 1);
}

/** True if the goal was changed or given up between these two measurements. */
export const isBreak = (
  before: MeasurementRecord,
  after: MeasurementRecord,
  changes: readonly GoalChangeRecord[],
): boolean =>
  before.definition !== after.definition ||
  changes.some(({ id, to }) => to === null && before.id < id && id < after.id);

/**
 * The definition that a goal has by right: the first that was measured, until a decision that counts says another. What is
 * only measured makes no definition right, however often. Null where the goal is new, or was given up.
 */
export function acceptedDefinition(state: State, goal: string): string | null {
  let accepted: string | null = null;
  for (const word of [...seriesOf(state, goal), ...changesOf(state, goal)].toSorted(compareIds))
    accepted = GoalChange.is(word) ? word.to : (accepted ?? word.definition);
  return accepted;
}

/** True if base may change the goal to this one, or drop it (null), without a stated reason. */
export function isGoverned(state: State, goal: string, definition: string | null): boolean {
  const accepted = acceptedDefinition(state, goal);
  return accepted === null || accepted === definition;
}

export type Trend = "first" | "better" | "same" | "worse";

/** A value beside the one before it, under one definition. Shares differ only where their intervals lie apart. */
export function trendOf(now: MeasurementDraft, before: MeasurementDraft | undefined): Trend {
  if (now.value === null || before === undefined || before.value === null) return "first";
  const gain = now.direction === "higher" ? now.value - before.value : before.value - now.value;
  if (gain === 0 || isNoise(now, before)) return "same";
  if (gain > 0) return "better";
  return -gain > now.tolerance ? "worse" : "same";
}

function isNoise(a: MeasurementDraft, b: MeasurementDraft): boolean {
  const one = intervalOf(a);
  const other = intervalOf(b);
  return one !== null && other !== null && !isAbove(one, other) && !isAbove(other, one);
}

/** Null for what is not a counted share. */
export const intervalOf = ({ value, sample, unit }: MeasurementDraft) =>
  unit === "share" && value !== null && sample !== null && value >= 0 && value <= 1
    ? wilson(value * sample, sample)
    : null;

export const isReached = ({ value, target, direction }: MeasurementDraft): boolean =>
  value !== null && target !== null && (direction === "higher" ? value >= target : value <= target);

/** True if the day, in UTC, is over at `now`. */
export const isPast = (deadline: string | null, now: number): boolean =>
  deadline !== null && now >= Date.parse(`${deadline}T00:00:00.000Z`) + 86_400_000;
