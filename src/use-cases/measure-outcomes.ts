// Measures the goals on base, records each value, and tells what got worse, stagnates or can't be told.
import type { WriteContext } from "../api/context.ts";
import { knowledgeAlarms } from "../goals/alarms.ts";
import { flywheelOf, sentenceOf } from "../goals/flywheel.ts";
import type { Goal } from "../goals/goal.ts";
import { type GoalChangeParts, goalChangeOf } from "../goals/goal-change.ts";
import { type GoalReport, reportOn } from "../goals/goal-report.ts";
import { goalsNamed, measureGoals, type RunCheck } from "../goals/measure.ts";
import type { GoalsInForce } from "../goals/port.ts";

/** Milliseconds for commands in one call, as a client waits little longer. */
const COMMANDS_MS = 45_000;

export interface Measuring {
  /** Ids of goals; none means all. */
  readonly only: readonly string[];
  /** Records no value. */
  readonly dry_run: boolean;
}

/**
 * Runs the goals' commands with `run`, and records the values unless it is a dry run. Throws NOT_FOUND for an unknown goal.
 */
export async function measureOutcomes(
  context: WriteContext,
  base: GoalsInForce,
  { only, dry_run }: Measuring,
  run: (goals: readonly Goal[]) => RunCheck,
) {
  const facts = await context.facts();
  const goals = goalsNamed(base, only);
  const measured = await measureGoals(facts, base, goals, run(goals));
  if (!dry_run && measured.length > 0) await context.append(measured);
  return {
    facts,
    measured,
    recorded: dry_run ? 0 : measured.length,
    report: reportOn(facts.state, base, { goals, measured }, context.now),
    flywheel: flywheelOf(facts),
    alarms: knowledgeAlarms(facts, context.now),
  };
}

export type AcceptedChange = Omit<GoalChangeParts, "attested">;

/** Records that a change of a goal on base is wanted. Throws NOT_FOUND, or GOAL_REFUSED where there is none to accept. */
export async function acceptChange(
  context: WriteContext,
  base: GoalsInForce,
  change: AcceptedChange,
  attested: GoalChangeParts["attested"],
): Promise<void> {
  const draft = goalChangeOf(await context.state(), base, { ...change, attested }, context.code);
  await context.append([draft]);
}

/** For a supervisor that waits, so that no command may take longer than its client does. */
export async function measureInOneCall(
  context: WriteContext,
  { accept_change, ...asked }: Measuring & { readonly accept_change?: AcceptedChange | undefined },
) {
  const base = await context.goals.read();
  if (accept_change && !asked.dry_run) await acceptChange(context, base, accept_change, "supervisor");
  const { report, measured, recorded, flywheel, alarms } = await measureOutcomes(
    context,
    base,
    asked,
    (goals) => shareOfCall(context, base.code, goals),
  );
  return {
    result: report.result,
    base: base.commit,
    recorded,
    reached: report.reached,
    gone: [...report.gone],
    alarms: alarms.map(({ text }) => text),
    flywheel: sentenceOf(flywheel),
    goals: report.goals.map((each) => row(each, !measured.some(({ goal }) => goal === each.id))),
  };
}

/**
 * Each command may take half of the time that is left, and the last one all of it, so that one that hangs stops no other.
 */
function shareOfCall(context: WriteContext, commit: string | null, goals: readonly Goal[]): RunCheck {
  const end = performance.now() + COMMANDS_MS;
  let waiting = goals.filter(({ check }) => check !== undefined).length;
  return (goal) => {
    const left = Math.max(0, end - performance.now());
    waiting -= 1;
    const until = AbortSignal.timeout(Math.floor(waiting > 0 ? left / 2 : left));
    return context.goals.run(goal, { commit, signal: context.signal, until, onProgress: context.report });
  };
}

/** `isLeft`: this call had no time for it, so its value is older. */
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
