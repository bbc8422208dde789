// Tells how the work stands: each goal's newest value, the flywheel, and what is wrong.
import { defineResource } from "../src/api/define.ts";
import { alarmsOf } from "../src/goals/alarms.ts";
import { flywheelOf, sentenceOf, TERMS, termText } from "../src/goals/flywheel.ts";
import { type GoalReport, reportOn } from "../src/goals/goal-report.ts";
import { firstThatFit } from "../src/shared/text/first-that-fit.ts";
import { formatNumber } from "../src/shared/text/number-text.ts";
import { quoted } from "../src/shared/text/quoting.ts";

/** Of one answer. */
const MOST_BYTES = 7_900;

export default defineResource({
  uri: "agentops://goals",
  title: "Goals",
  description: "Goals on base with their newest values and trends, the flywheel, and alarms.",
  async read(context) {
    const [base, facts] = [await context.goals.read(), await context.facts()];
    const { state } = facts;
    const { goals, gone } = reportOn(state, base, { goals: base.goals, measured: [] }, context.now);
    const flywheel = flywheelOf(facts);
    const none =
      goals.length === 0 ? ["No goals: a person commits .agentops/goals.yaml on the base branch."] : [];
    const rows = [
      ...goals.map(goalLine),
      ...gone.map((id) => `- ${id}: base has dropped it, and no record says why`),
    ];
    const tail = [
      "",
      "# Flywheel",
      "",
      sentenceOf(flywheel),
      ...(["retrieval", "citation", "renewal", "decay"] as const).map(
        (name) => `- ${name}: ${termText(flywheel[name])}. ${TERMS[name]}`,
      ),
      ...alarmsOf(state, context.now, facts).map(({ text }) => `- ALARM: ${text}`),
    ];
    const shown = firstThatFit(rows, MOST_BYTES, tail.join("\n"));
    const left = rows.length - shown.length;
    const more = left > 0 ? [`- and ${left} more: agentops-mcp measure`] : [];
    return `${["# Goals", "", ...none, ...shown, ...more, ...tail].join("\n")}\n`;
  },
});

function goalLine(goal: GoalReport): string {
  const { id, why, state, value, unit, direction, target, trend, last, because, deadline } = goal;
  const notes = [
    `wanted ${direction === "higher" ? "at least" : "at most"} ${formatNumber(target, unit)}`,
    ...(deadline === null ? [] : [`by ${deadline}`]),
    ...(last === null || trend === null || trend === "first"
      ? []
      : [`${trend} after ${formatNumber(last, unit)}`]),
    ...(goal.ungoverned ? ["changed without a governance record"] : []),
    ...(goal.dormant === null ? [] : [`dormant: ${goal.dormant}`]),
  ];
  const shown =
    value === null
      ? `no value, because ${quoted(because ?? "not measured", 300)}`
      : formatNumber(value, unit);
  return `- ${id} (${state.replace("_", " ")}): ${shown}; ${notes.join(", ")}; why: ${why.replace(/\s+/g, " ")}`;
}
