// Shows what `measure` says: goals, flywheel, metrics, lessons, claims and locks; it runs no command and records nothing.
import type { ReadContext } from "../../api/context.ts";
import { knowledgeAlarms } from "../../goals/alarms.ts";
import { flywheelOf } from "../../goals/flywheel.ts";
import { reportOn } from "../../goals/goal-report.ts";
import { measureGoals } from "../../goals/measure.ts";
import { factsOf } from "../../goals/metrics/facts.ts";
import { metricRows } from "../../goals/metrics/rows.ts";
import { html } from "../../page/markup.ts";
import { outcomesOf } from "../../page/page.ts";
import { locksHere } from "../../use-cases/locks-here.ts";
import { type Shown, shown } from "../answer.ts";

export async function outcomesView(context: ReadContext): Promise<Shown> {
  const base = await context.goals.read();
  const facts = factsOf(await context.state());
  // Commands of goals take time and are the terminal's: what they gave last is shown.
  const measured = await measureGoals(facts, base, base.goals, async () => null);
  const main = outcomesOf({
    facts,
    report: reportOn(facts.state, base, { goals: base.goals, measured }, context.now),
    flywheel: flywheelOf(facts),
    metrics: metricRows(facts),
    alarms: knowledgeAlarms(facts, context.now),
    locks: await locksHere(context),
    base: base.commit,
    now: context.now,
  });
  return shown(
    "outcomes",
    "Outcomes",
    html`${main}<p class="small soft">Goals that a command measures show its last value: <code>agentops-mcp measure</code> runs them and records what came of it.</p>`,
  );
}
