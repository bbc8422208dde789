// Defines one value of a goal's series, and the decision by which a goal was changed.
import * as z from "zod";

export const GoalId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/, "lower case letters, digits and . _ - only");
const Digest = z.string().regex(/^[0-9a-f]{64}$/);

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

export const MEASUREMENT_FIELDS = {
  goal: GoalId,
  /** sha256 of the goal as base defined it then: another one is a break in the series. */
  definition: Digest,
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
  because: z.string().max(1000).nullable(),
  /** The base commit. */
  base: z.string().nullable(),
  /** True where base had changed the goal and no record said why. */
  ungoverned: z.boolean(),
} as const;

export const GOAL_CHANGE_FIELDS = {
  goal: GoalId,
  /** Null for a goal that is new, or is gone. */
  from: Digest.nullable(),
  to: Digest.nullable(),
  reason: z.string().min(1).max(1000),
  authority: z.string().min(1).max(200),
  attested: z.enum(["supervisor", "terminal"]),
} as const;
