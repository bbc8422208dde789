// A goal change is the decision by which a goal was changed, so that its series shows who moved the line and why.
import * as z from "zod";
import { defineRecord } from "../../records/define-record.ts";
import { defineIndex, keyed } from "../../records/indexes.ts";
import type { RecordWith } from "../../records/record.ts";
import { Sha256 } from "../../records/shapes.ts";
import { oneLine } from "../../shared/text/one-line.ts";
import { GoalId } from "./measurement.ts";

const FIELDS = {
  goal: GoalId,
  /** Null for a goal that is new, or is gone. */
  from: Sha256.nullable(),
  to: Sha256.nullable(),
  reason: z.string().min(1).max(1000),
  authority: z.string().min(1).max(200),
  attested: z.enum(["supervisor", "terminal"]),
} as const;
export type GoalChangeRecord = RecordWith<"goal_change", typeof FIELDS>;

/** In no order. */
export const changesByGoal = defineIndex<GoalChangeRecord>("changes by goal");

const short = (digest: string | null): string => digest?.slice(0, 12) ?? "none";

export default defineRecord("goal_change", FIELDS, {
  summary: ({ goal }) => `goal change: ${goal}`,
  story: ({ goal, from, to, authority, reason }) => ({
    derived_from: [`goal ${goal} from ${short(from)} to ${short(to)}`, `authority ${authority}`],
    title: oneLine(reason),
  }),
  changesBrief: true,
  unattended: true,
  indexes: [keyed(changesByGoal, ({ goal }) => goal)],
});
