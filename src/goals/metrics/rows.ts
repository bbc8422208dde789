// Measures all built-in metrics at once, for whoever shows them side by side.
import type { Interval } from "../../shared/interval.ts";
import { METRIC_NAMES, type MetricName, metricOf } from "./all.ts";
import type { Facts } from "./facts.ts";
import { measureMetric } from "./metric.ts";

export interface MetricRow {
  readonly name: MetricName;
  readonly value: number | null;
  readonly unit: string;
  readonly events: number;
  readonly interval: Interval | null;
}

export const metricRows = (facts: Facts): MetricRow[] =>
  METRIC_NAMES.map((name) => {
    const { value, events, interval } = measureMetric(metricOf(name), facts);
    return { name, value, unit: metricOf(name).unit, events, interval };
  });
