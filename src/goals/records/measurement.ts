// Defines one value of a goal's series, and the decision by which a goal was changed.
import * as z from "zod";
import { defineRecord } from "../../records/define-record.ts";
import { defineIndex, keyed } from "../../records/indexes.ts";
import type { RecordWith } from "../../records/record.ts";
import { Sha256, ShortText } from "../../records/shapes.ts";
import { formatNumber } from "../../shared/text/number-text.ts";
import { oneLine } from "../../shared/text/one-line.ts";

export const GoalId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/, "lower case letters, digits and . _ - only");

export const DIRECTIONS = ["higher", "lower"] as const;

/** `no_data`: nothing to measure yet. `failed`: the check gave no number. */
export const MEASURED = ["ok", "no_data", "failed"] as const;

/** Of a value; empty for a plain number. */
export const Unit = z
  .string()
  .max(40)
  .regex(/^[^\p{Cc}\u2028\u2029]*$/u, "must be one line of plain text");

/** A day, as goals write it. */
export const Day = z.iso.date();

const FIELDS = {
  goal: GoalId,
  /** sha256 of the goal as base defined it then: another one is a break in the series. */
  definition: Sha256,
  /** What base asked for then, so that a series can be read where base has no such goal any more. */
  direction: z.enum(DIRECTIONS),
  target: z.number().nullable(),
  tolerance: z.number().min(0),
  deadline: Day.nullable(),
  state: z.enum(MEASURED),
  /** A number exactly where the state is `ok`. */
  value: z.number().nullable(),
  unit: Unit,
  /** How many events the value rests on; null where it comes from a command. */
  sample: z.int().min(0).nullable(),
  /** Why there is no value; null where there is one. */
  because: ShortText.nullable(),
  /** The base commit. */
  base: z.string().nullable(),
  /** True where base had changed the goal and no record said why. */
  ungoverned: z.boolean(),
} as const;
export type MeasurementRecord = RecordWith<"measurement", typeof FIELDS>;

/** In no order. */
export const measurementsByGoal = defineIndex<MeasurementRecord>("measurements by goal");

export default defineRecord("measurement", FIELDS, {
  summary: ({ goal, value, state }) => `measurement: ${goal} ${value ?? state}`,
  story: ({ goal, state, value, unit, because, definition, base, ungoverned }) => ({
    derived_from: [`goal ${goal} as ${definition.slice(0, 12)}`, ...(base === null ? [] : [`base ${base}`])],
    title: oneLine(`${goal}: ${value === null ? `${state}: ${because}` : formatNumber(value, unit)}`),
    state: ungoverned ? "changed without a governance record" : state,
  }),
  changesBrief: true,
  unattended: true,
  indexes: [keyed(measurementsByGoal, ({ goal }) => goal)],
});
