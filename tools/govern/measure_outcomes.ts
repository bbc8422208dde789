// Factor XII: measures the goals on base, records each value, and tells what got worse, lies still or can't be told.
import * as z from "zod";
import type { WriteContext } from "../../src/api/context.ts";
import { defineTool } from "../../src/api/define.ts";
import { knowledgeAlarms } from "../../src/goals/alarms.ts";
import { flywheelOf, sentenceOf } from "../../src/goals/flywheel.ts";
import type { BaseGoals, Goal } from "../../src/goals/goal.ts";
import { goalChangeOf } from "../../src/goals/goal-change.ts";
import { type GoalReport, reportOn } from "../../src/goals/goal-report.ts";
import { goalsNamed, measureGoals } from "../../src/goals/measure.ts";

/** What a call may spend on commands; the client waits little longer. */
const COMMANDS_MS = 45_000;

const Change = z.strictObject({
  goal: z.string().min(1).max(64).describe("id"),
  reason: z.string().trim().min(1).max(1000).describe("why it was changed or given up"),
  authority: z.string().trim().min(1).max(200).describe("who decided it"),
});

export default defineTool({
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
  async run(context, { only, accept_change, dry_run }) {
    const base = await context.goals.read();
    if (accept_change && !dry_run) await accept(context, base, accept_change);
    const facts = await context.facts();
    const { state } = facts;
    const goals = goalsNamed(base, only);
    const measured = await measureGoals(state, base, goals, runner(context, base.code, goals), facts);
    if (!dry_run && measured.length > 0) await context.append(measured);
    const report = reportOn(state, base, goals, measured, context.now);
    const alarms = knowledgeAlarms(facts, context.now);
    return {
      result: report.result,
      base: base.commit,
      recorded: dry_run ? 0 : measured.length,
      reached: report.reached,
      gone: [...report.gone],
      alarms: alarms.map(({ text }) => text),
      flywheel: sentenceOf(flywheelOf(facts)),
      goals: report.goals.map((each) => row(each, !measured.some(({ goal }) => goal === each.id))),
    };
  },
});

/** Each command gets half of the time that is left, and the last one all of it: one that hangs stops no other goal. */
function runner(context: WriteContext, commit: string | null, goals: readonly Goal[]) {
  const end = performance.now() + COMMANDS_MS;
  let waiting = goals.filter(({ check }) => check !== undefined).length;
  return (goal: Goal) => {
    const left = Math.max(0, end - performance.now());
    waiting -= 1;
    const until = AbortSignal.timeout(Math.floor(waiting > 0 ? left / 2 : left));
    return context.goals.run(goal, { commit, signal: context.signal, until, onProgress: context.report });
  };
}

async function accept(
  context: WriteContext,
  base: BaseGoals,
  change: z.output<typeof Change>,
): Promise<void> {
  const draft = goalChangeOf(
    await context.state(),
    base,
    { ...change, attested: "supervisor" },
    context.code,
  );
  await context.append([draft]);
}

/** `isLeft`: there was no time for it in this call, so what is told of it is older. */
function row(report: GoalReport, isLeft: boolean) {
  const { id, state, value, unit, target, direction, trend, last, baseline, sample } = report;
  const notes = [
    report.because,
    report.ungoverned ? "changed without a governance record: accept_change" : null,
    report.dormant,
    isLeft ? `this call has no time for its command: agentops-mcp measure --only ${id}` : null,
    report.overdue ? `the deadline was ${report.deadline}` : null,
  ].filter((note) => note !== null);
  const note = notes.length === 0 ? null : notes.join("; ");
  return { id, state, value, unit, target, direction, trend, last, baseline, sample, note };
}
