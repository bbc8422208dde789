// Prints `measure`: each goal in two lines, then the metrics that the records can answer.

import { type Flywheel, sentenceOf, termText } from "../goals/flywheel.ts";
import type { Alarm } from "../goals/flywheel-alarms.ts";
import type { GoalReport, OutcomeReport } from "../goals/goal-report.ts";
import type { MetricRow } from "../goals/metrics/rows.ts";
import { counted } from "../shared/text/count.ts";
import { formatNumber } from "../shared/text/number-text.ts";
import { type Look, PLAIN, type Tone } from "./look.ts";
import { line } from "./reading.ts";

export interface Outcome extends OutcomeReport {
  readonly metrics: readonly MetricRow[];
  readonly flywheel: Flywheel;
  readonly alarms: readonly Alarm[];
}

export function outcomeText(
  { goals, gone, result, reached, metrics, flywheel, alarms }: Outcome,
  look: Look = PLAIN,
): string {
  const head =
    goals.length === 0
      ? "No goals: commit .agentops/goals.yaml on the base branch, as docs/goals.md of this package shows."
      : `${result}: ${reached === null ? "no goal has a value yet" : `${formatNumber(reached, "share")} of the goals by weight are reached`}`;
  return [
    head,
    ...goals.flatMap((goal) => goalLines(goal, look)),
    ...gone.map((id) => `gone     ${line(id)}: base has dropped it without a governance record`),
    "",
    look.paint("title", "Built-in metrics"),
    ...metrics.map(metricLine),
    "",
    sentenceOf(flywheel),
    ...(["retrieval", "citation", "renewal", "decay"] as const).map(
      (name) => `  ${name.padEnd(18)} ${termText(flywheel[name])}`,
    ),
    ...alarms.map(({ text }) => `${look.paint("bad", "ALARM")}: ${text}`),
  ].join("\n");
}

function goalLines(goal: GoalReport, { paint }: Look): string[] {
  const { id, state, value, unit, target, direction, trend, last, baseline, because } = goal;
  const wanted = `wanted ${direction === "higher" ? "≥" : "≤"} ${formatNumber(target, unit)}`;
  const beside =
    trend === null || trend === "first"
      ? []
      : [`${trend} ${trend === "same" ? "as" : "than"} last (${formatNumber(last ?? 0, unit)})`];
  const first = baseline === null || trend === "first" ? [] : [`first ${formatNumber(baseline, unit)}`];
  const shown = value === null ? (because ?? "") : formatNumber(value, unit);
  const notes = [
    ...(goal.ungoverned
      ? [`changed without a governance record: agentops-mcp measure --accept-change ${id} --reason "…"`]
      : []),
    ...(goal.dormant === null ? [] : [`dormant: ${goal.dormant}`]),
    ...(goal.overdue && state !== "reached" ? [`its deadline was ${goal.deadline}`] : []),
  ];
  return [
    `${paint(TONES[state], WORDS[state].padEnd(8))} ${id}: ${line(shown)}; ${[wanted, ...beside, ...first].join(", ")}`,
    ...notes.map((note) => `         ${note}`),
  ];
}

const WORDS: Record<GoalReport["state"], string> = {
  reached: "reached",
  short: "short",
  missed: "MISSED",
  no_data: "no data",
  failed: "FAILED",
  not_measured: "not run",
};

const TONES: Record<GoalReport["state"], Tone> = {
  reached: "good",
  short: "warn",
  missed: "bad",
  no_data: "quiet",
  failed: "bad",
  not_measured: "quiet",
};

function metricLine({ name, value, unit, events, interval }: MetricRow): string {
  if (value === null) return `  ${name.padEnd(18)} no data`;
  const between =
    interval === null
      ? ""
      : ` (95 %: ${formatNumber(interval.low, unit)} to ${formatNumber(interval.high, unit)})`;
  return `  ${name.padEnd(18)} ${formatNumber(value, unit)}${between}, ${counted(events, "event")}`;
}
