// Defines `.agentops/goals.yaml`: each goal with the way it is measured. A change of a goal is a decision of its own.

import * as z from "zod";
import { CommandFields } from "../policy/checks-and-levels.ts";
import { canonicalJson } from "../shared/canonical-json.ts";
import { METRIC_NAMES, metricOf } from "./metrics/all.ts";
import { Day, DIRECTIONS, GoalId, Unit } from "./records/measurement.ts";

const GoalCheck = z.strictObject(CommandFields);

const Goal = z
  .strictObject({
    id: GoalId.describe("Its name, by which its series is kept."),
    why: z.string().trim().min(1).max(500).describe("What gets better when it is reached."),
    metric: z
      .enum(METRIC_NAMES)
      .optional()
      .describe("A built-in metric, counted from the records; docs/goals.md defines each."),
    check: GoalCheck.optional().describe(
      "A command whose last line of output is the value, run in a clean checkout of the base commit like any check.",
    ),
    last: z
      .int()
      .min(1)
      .max(100_000)
      .optional()
      .describe("Of a metric: only its newest events count, this many. Without it all do."),
    direction: z.enum(DIRECTIONS).describe("Which way is better."),
    target: z.number().min(-1e15).max(1e15).describe("The value to reach."),
    tolerance: z
      .number()
      .min(0)
      .max(1e15)
      .default(0)
      .describe("By how much a value may be worse than the last one without counting as a regression."),
    unit: Unit.trim().min(1).optional().describe("Unit of a check's value. A metric has its own."),
    weight: z.number().min(0.001).max(1000).default(1).describe("How much it matters beside the others."),
    deadline: Day.optional().describe("The last day on which the target may still be missed, in UTC."),
  })
  .superRefine((goal, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if ((goal.metric === undefined) === (goal.check === undefined))
      refuse("id", `"${goal.id}" needs either metric or check, one of the two`);
    if (goal.check && goal.last !== undefined) refuse("last", "only a metric counts events");
    if (goal.metric && goal.unit !== undefined)
      refuse("unit", `${goal.metric} is measured in ${metricOf(goal.metric).unit}; leave unit out`);
  });
export type GoalSpec = z.output<typeof Goal>;

const EXAMPLES = [
  {
    id: "first-pass",
    why: "Work that fails its first verdict is paid for twice.",
    metric: "first_pass",
    last: 50,
    direction: "higher",
    target: 0.8,
  },
];

export const GoalsSchema = z
  .strictObject({
    goals: z
      .array(Goal)
      .max(50)
      .superRefine((goals, context) => {
        for (const [at, { id }] of goals.entries()) {
          const first = goals.findIndex((each) => each.id === id);
          if (first === at) continue;
          const message = `"${id}" is given twice, as goals.${first} and as goals.${at}`;
          context.addIssue({ code: "custom", path: [at, "id"], message });
        }
      })
      .default([])
      .describe("What the work is for. Whoever works towards a goal should not be the one who sets it.")
      .meta({ examples: [EXAMPLES] }),
    dormant: z
      .strictObject({
        days: z
          .int()
          .min(1)
          .max(3650)
          .default(30)
          .describe("Days without a value.")
          .meta({ examples: [14] }),
        sessions: z
          .int()
          .min(1)
          .max(100_000)
          .default(50)
          .describe("Sessions without a value.")
          .meta({ examples: [20] }),
      })
      .prefault({})
      .describe("After how long without a value a goal is called dormant, whichever comes first."),
  })
  .describe("Goals of this repository, in force as they stand at the base commit.");
export type Goals = z.output<typeof GoalsSchema>;

/** A goal as base defines it, with the digest by which its series is kept apart from that of another definition. */
export interface Goal extends GoalSpec {
  readonly definition: string;
}

export interface BaseGoals {
  /** The base commit; null before the first one. */
  readonly commit: string | null;
  readonly goals: readonly Goal[];
  readonly dormant: Goals["dormant"];
}

/** All that a goal is measured by and for, keys in a fixed order; why it is wanted may be said in other words. */
export function canonicalGoal({ why: _, ...goal }: GoalSpec): string {
  const revision = goal.metric === undefined ? null : metricOf(goal.metric).revision;
  return canonicalJson({ ...goal, revision });
}

export const unitOf = ({ metric, unit }: Pick<GoalSpec, "metric" | "unit">): string =>
  metric === undefined ? (unit ?? "") : metricOf(metric).unit;
