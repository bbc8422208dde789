// Measures goals: each gives one measurement, with a value or with the reason why there is none.

import { AgentOpsError } from "../shared/errors.ts";
import { type BaseGoals, type Goal, unitOf } from "./goal.ts";
import { metricOf } from "./metrics/all.ts";
import type { Facts } from "./metrics/facts.ts";
import { measureMetric } from "./metrics/metric.ts";
import Measurement from "./records/measurement.ts";
import { isGoverned, type MeasurementDraft } from "./series.ts";

/** What a goal's command gave: a value, or why it gave none. */
export type CheckOutcome =
  | { readonly value: number; readonly because: null }
  | { readonly value: null; readonly because: string };

/** Null where there was no time left to run it. */
export type RunCheck = (goal: Goal) => Promise<CheckOutcome | null>;

/** Those named, in base's order; all where none is named. Throws NOT_FOUND. */
export function goalsNamed({ goals }: BaseGoals, names: readonly string[]): readonly Goal[] {
  if (names.length === 0) return goals;
  const unknown = names.find((name) => !goals.some(({ id }) => id === name));
  if (unknown === undefined) return goals.filter(({ id }) => names.includes(id));
  throw new AgentOpsError(
    "NOT_FOUND",
    "Base has no goal of this name.",
    goals.length === 0
      ? "Commit .agentops/goals.yaml on the base branch first."
      : `Its goals: ${goals.map(({ id }) => id).join(", ")}.`,
  );
}

/** One measurement for each goal, but for those that there was no time for. Metrics come from the `facts`. */
export async function measureGoals(
  facts: Facts,
  { commit }: BaseGoals,
  goals: readonly Goal[],
  run: RunCheck,
): Promise<MeasurementDraft[]> {
  const measurements: MeasurementDraft[] = [];
  for (const goal of goals) {
    const result = goal.metric === undefined ? await byCheck(goal, run) : byMetric(goal, facts);
    if (result === null) continue;
    const { id, definition, direction, target, tolerance, deadline = null } = goal;
    const ungoverned = !isGoverned(facts.state, id, definition);
    const defined = { goal: id, definition, direction, target, tolerance, deadline, unit: unitOf(goal) };
    measurements.push(Measurement.draft({ ...defined, ...result, base: commit, ungoverned }));
  }
  return measurements;
}

type Result = Pick<MeasurementDraft, "state" | "value" | "sample" | "because">;

async function byCheck(goal: Goal, run: RunCheck): Promise<Result | null> {
  const outcome = await run(goal);
  if (outcome === null) return null;
  const { value, because } = outcome;
  if (value !== null && Number.isFinite(value)) return { state: "ok", value, sample: null, because: null };
  const why = (because ?? "it gave no finite number").slice(0, 1000);
  return { state: "failed", value: null, sample: null, because: why };
}

function byMetric({ metric, last }: Goal, facts: Facts): Result | null {
  if (metric === undefined) return null;
  const known = metricOf(metric);
  const { value, events } = measureMetric(known, facts, last ?? null);
  return value === null
    ? { state: "no_data", value, sample: 0, because: `no event yet: ${known.event}` }
    : { state: "ok", value, sample: events, because: null };
}
