// Defines a built-in metric: events counted one by one from the records, and how they become one number.
import { compareIds } from "../../shared/ids.ts";
import { type Interval, wilson } from "../../shared/interval.ts";
import type { Facts } from "./facts.ts";
import type { Sample } from "./sample.ts";

export interface Metric {
  /** Grows when the same records give another number, so that no series goes across the change. */
  readonly revision: number;
  readonly title: string;
  readonly definition: string;
  readonly unit: "share" | "seconds" | "per job";
  /** What one event is. */
  readonly event: string;
  /** The kinds of records that it is counted from, and which of them count. */
  readonly source: string;
  readonly kind: "share" | "median" | "mean";
  /** In any order. */
  samples(facts: Facts): Sample[];
}

export const defineMetric = (metric: Metric): Metric => metric;

export interface MetricValue {
  /** Null where there is nothing to count yet: no data, never zero. */
  readonly value: number | null;
  readonly events: number;
  /** 95 %; only of shares. */
  readonly interval: Interval | null;
}

/** `last` takes only so many of the newest events. */
export function measureMetric(metric: Metric, facts: Facts, last: number | null = null): MetricValue {
  const all = metric.samples(facts);
  const counted = last === null ? all : newestOf(all, last);
  const events = counted.length;
  const sum = counted.reduce((total, { value }) => total + value, 0);
  return {
    value: events === 0 ? null : metric.kind === "median" ? median(counted) : sum / events,
    events,
    interval: metric.kind === "share" ? wilson(sum, events) : null,
  };
}

/** The newest `count` samples, oldest first. Of very many most are passed over: sorting them all took longer than all else. */
function newestOf(samples: readonly Sample[], count: number): Sample[] {
  let kept: Sample[] = [];
  let least: Sample | null = null;
  for (const sample of samples) {
    if (least !== null && inOrder(sample, least) <= 0) continue;
    kept.push(sample);
    if (kept.length < 2 * count) continue;
    kept = kept.sort(inOrder).slice(-count);
    least = kept[0] ?? null;
  }
  return kept.sort(inOrder).slice(-count);
}

const inOrder = (a: Sample, b: Sample): number => compareIds(a, b) || a.value - b.value;

function median(samples: readonly Sample[]): number {
  const sorted = samples.map(({ value }) => value).sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
