// Lists the built-in metrics by the names that goals use. None of them counts what was stored, called or written.
import type { Metric } from "./metric.ts";
import { disagreement, firstPass, timeToPass } from "./of-claims.ts";
import { recurrence, repeatMistakes } from "./of-failures.ts";
import { attemptsPerPass, escalationRate, interventions } from "./of-jobs.ts";
import { recoveryTime } from "./of-recovery.ts";
import { citationRate } from "./of-servings.ts";

export const METRICS = {
  first_pass: firstPass,
  time_to_pass: timeToPass,
  recovery_time: recoveryTime,
  recurrence,
  repeat_mistakes: repeatMistakes,
  interventions,
  escalation_rate: escalationRate,
  citation_rate: citationRate,
  disagreement,
  attempts_per_pass: attemptsPerPass,
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;
export const METRIC_NAMES = Object.keys(METRICS) as [MetricName, ...MetricName[]];
export const metricOf = (name: MetricName): Metric => METRICS[name];
