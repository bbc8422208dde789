// Reports a goal's measurement beside its last value, baseline, target and deadline.

import { sessionsSince } from "../learnings/sessions.ts";
import type { State } from "../records/state.ts";
import { counted } from "../shared/text/count.ts";
import { type BaseGoals, type Goal, unitOf } from "./goal.ts";
import { changesByGoal } from "./records/goal_change.ts";
import { measurementsByGoal } from "./records/measurement.ts";
import {
  changesOf,
  isGoverned,
  isPast,
  isReached,
  type MeasurementDraft,
  seriesOf,
  sinceBreak,
  type Trend,
  trendOf,
} from "./series.ts";

/** `short`: not reached, and there is time. `missed`: not reached, and the deadline is over. */
export type GoalState = "reached" | "short" | "missed" | "no_data" | "failed" | "not_measured";

export interface GoalReport {
  readonly id: string;
  readonly why: string;
  readonly state: GoalState;
  readonly value: number | null;
  readonly unit: string;
  readonly target: number;
  readonly direction: Goal["direction"];
  readonly weight: number;
  readonly deadline: string | null;
  readonly overdue: boolean;
  /** The value before this one, and the first, both since the goal was last changed. */
  readonly last: number | null;
  readonly baseline: number | null;
  /** Null where there is no value. */
  readonly trend: Trend | null;
  readonly sample: number | null;
  /** Why there is no value; null where there is one. */
  readonly because: string | null;
  /** For how long nobody has measured it; null while that is recent, or it is new. */
  readonly dormant: string | null;
  /** True where base has changed it and no record says why. */
  readonly ungoverned: boolean;
}

export interface OutcomeReport {
  readonly goals: readonly GoalReport[];
  /** Goals with a series that base has no more, and no record says why. */
  readonly gone: readonly string[];
  /** `worse`: a goal has regressed or missed its deadline. `unknown`: for some goal that can't be told. */
  readonly result: "ok" | "worse" | "unknown";
  /** The share of the weight of goals with a value that is reached; null where none has a value. */
  readonly reached: number | null;
}

/** The goals that are reported on, and what was measured of them just now. */
export interface Round {
  readonly goals: readonly Goal[];
  /** Not in the state yet; a goal without one shows its newest stored value. */
  readonly measured: readonly MeasurementDraft[];
}

export function reportOn(
  state: State,
  base: BaseGoals,
  { goals, measured }: Round,
  now: number,
): OutcomeReport {
  const reports = goals.map((goal) => {
    const fresh = measured.find((each) => each.goal === goal.id) ?? null;
    return reportOf(state, goal, fresh, { dormant: base.dormant, now });
  });
  const gone = goneWithout(state, base);
  const valued = reports.filter(({ value }) => value !== null);
  const weight = (list: readonly GoalReport[]) => list.reduce((sum, each) => sum + each.weight, 0);
  return {
    goals: reports.toSorted((a, b) => b.weight - a.weight),
    gone,
    result: resultOf(reports, gone),
    reached:
      valued.length === 0 ? null : weight(valued.filter((each) => each.state === "reached")) / weight(valued),
  };
}

function reportOf(
  state: State,
  goal: Goal,
  fresh: MeasurementDraft | null,
  { dormant, now }: Pick<BaseGoals, "dormant"> & { readonly now: number },
): GoalReport {
  const { id, why, definition, target, direction, weight, deadline = null } = goal;
  const stored = seriesOf(state, id);
  const series: MeasurementDraft[] = fresh ? [...stored, fresh] : stored;
  const current = series.at(-1)?.definition === definition ? sinceBreak(series, changesOf(state, id)) : [];
  const newest = current.at(-1) ?? null;
  const valued = current.filter(({ value }) => value !== null);
  const before = newest?.value == null ? valued.at(-1) : valued.at(-2);
  const overdue = isPast(deadline, now);
  return {
    id,
    why,
    target,
    direction,
    weight,
    deadline,
    overdue,
    unit: unitOf(goal),
    state: stateOf(newest, overdue),
    value: newest?.value ?? null,
    last: before?.value ?? null,
    baseline: valued[0]?.value ?? null,
    trend: newest === null || newest.value === null ? null : trendOf(newest, before),
    sample: newest?.sample ?? null,
    because: newest === null ? "not measured yet" : newest.because,
    dormant: fresh?.value == null ? dormancy(state, id, dormant, now) : null,
    ungoverned: !isGoverned(state, id, definition),
  };
}

function stateOf(newest: MeasurementDraft | null, overdue: boolean): GoalState {
  if (newest === null) return "not_measured";
  if (newest.state !== "ok") return newest.state;
  if (isReached(newest)) return "reached";
  return overdue ? "missed" : "short";
}

/** Days alone would not do: a clock may jump, and a repository may rest. */
function dormancy(state: State, goal: string, limits: BaseGoals["dormant"], now: number): string | null {
  const last = seriesOf(state, goal).findLast(({ value }) => value !== null);
  if (!last) return null;
  const days = Math.floor(Math.max(0, now - Date.parse(last.at)) / 86_400_000);
  const sessions = sessionsSince(state, last.id);
  if (days < limits.days && sessions < limits.sessions) return null;
  return `no value for ${counted(days, "day")} and ${counted(sessions, "session")}`;
}

function goneWithout(state: State, { goals }: BaseGoals): string[] {
  const known = new Set([
    ...Array.from(state.entries(measurementsByGoal), ([key]) => key),
    ...Array.from(state.entries(changesByGoal), ([key]) => key),
  ]);
  return [...known]
    .filter((id) => !goals.some((goal) => goal.id === id))
    .filter((id) => !isGoverned(state, id, null))
    .sort();
}

function resultOf(reports: readonly GoalReport[], gone: readonly string[]): OutcomeReport["result"] {
  if (reports.some(({ trend, state }) => trend === "worse" || state === "missed")) return "worse";
  const isUnknown = ({ state, ungoverned, overdue }: GoalReport): boolean =>
    state === "failed" || state === "not_measured" || ungoverned || (state === "no_data" && overdue);
  return gone.length > 0 || reports.some(isUnknown) ? "unknown" : "ok";
}
