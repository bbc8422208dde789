// Factor XII: measures the goals on base, records each value, and tells what got worse, lies still or can't be told.
import * as z from "zod";
import { defineTool } from "../../src/api/define.ts";
import { measureInOneCall } from "../../src/use-cases/measure-outcomes.ts";

const Change = z.strictObject({
  goal: z.string().min(1).max(64).describe("id"),
  reason: z.string().trim().min(1).max(1000).describe("why it was changed or given up"),
  authority: z.string().trim().min(1).max(200).describe("who decided it"),
});

export default defineTool({
  title: "Measure goals",
  description:
    "Call when a batch of work is done, and before you set new goals: measures the goals of .agentops/goals.yaml on base, records the values and names regressions, missed deadlines and goals without data.",
  factors: [12],
  role: "supervisor",
  effect: "write",
  deadlineMs: 58_000,
  pages: "goals",
  input: z.strictObject({
    only: z.array(z.string().min(1).max(64)).max(50).default([]).describe("ids of goals; none means all"),
    accept_change: Change.optional().describe("first records that base's change of a goal is wanted"),
    dry_run: z.boolean().default(false).describe("record nothing"),
  }),
  output: z.object({
    result: z.enum(["ok", "worse", "unknown"]),
    base: z.string().nullable(),
    recorded: z.int(),
    reached: z.number().nullable(),
    gone: z.array(z.string()),
    alarms: z.array(z.string()),
    flywheel: z.string(),
    goals: z.array(
      z.object({
        id: z.string(),
        state: z.string(),
        value: z.number().nullable(),
        unit: z.string(),
        target: z.number(),
        direction: z.string(),
        trend: z.string().nullable(),
        last: z.number().nullable(),
        baseline: z.number().nullable(),
        sample: z.number().nullable(),
        note: z.string().nullable(),
      }),
    ),
  }),
  examples: [
    {
      title: "Before there is a goal",
      arguments: {},
      expect: { result: "ok", recorded: 0, reached: null, goals: [] },
    },
    { title: "A goal that base does not have", arguments: { only: ["speed"] }, expect: "NOT_FOUND" },
  ],
  run: measureInOneCall,
});
