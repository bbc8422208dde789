// One value of a goal's series, and the decision by which a goal was changed.
import * as z from "zod";

export const GoalId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/, "lower case letters, digits and . _ - only");
const Digest = z.string().regex(/^[0-9a-f]{64}$/);

/** `no_data`: nothing to measure yet. `failed`: the check gave no number. */
export const MEASURED = ["ok", "no_data", "failed"] as const;

export const MEASUREMENT_FIELDS = {
  goal: GoalId,
  /** sha256 of the goal as base defined it then: another one is a break in the series. */
  definition: Digest,
  state: z.enum(MEASURED),
  value: z.number().nullable(),
  unit: z.string().max(40),
  /** How many records or sessions the value rests on; null where it comes from a command. */
  sample: z.int().min(0).nullable(),
  /** Why there is no value; null where there is one. */
  because: z.string().max(1000).nullable(),
  /** The base commit. */
  base: z.string().nullable(),
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
