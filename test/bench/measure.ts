// Holds what all benchmarks share: order statistics, taking turns, and the form in which results are printed.

/** Samples of one thing; times in milliseconds unless `unit` says otherwise. */
export interface Row {
  readonly what: string;
  readonly samples: readonly number[];
  readonly unit?: string;
}

/** A promise and what came of it; met when `value` is at most `atMost`. */
export interface Target {
  readonly what: string;
  readonly value: number;
  readonly atMost: number;
  readonly unit: string;
}

export interface Report {
  /** Which data it ran on, and what was deliberately left out. */
  readonly data: string;
  readonly rows: readonly Row[];
  readonly targets: readonly Target[];
}

export interface Benchmark {
  readonly name: string;
  readonly title: string;
  /** `full` asks for the long form that the issue names; without it the form that fits into CI. */
  run(full: boolean): Promise<Report>;
}

/** The smallest sample that at least `share` (0 to 1) of all do not exceed; NaN without samples. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return (
    (quantile(samples, 0.5) +
      quantile(
        samples.map((sample) => -sample),
        0.5,
      ) *
        -1) /
    2
  );
}

export const p95 = (samples: readonly number[]): number => quantile(samples, 0.95);

/** Milliseconds that `work` took. */
export async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/**
 * Runs every contestant once per round, so that noise of the machine hits all alike. The first round only warms
 * caches and is not counted. Each contestant returns its own samples by name, in milliseconds.
 */
export async function inTurns(
  rounds: number,
  contestants: readonly ((round: number) => Promise<Record<string, number>>)[],
): Promise<(name: string) => number[]> {
  const samples = new Map<string, number[]>();
  for (let round = 0; round <= rounds; round++) {
    for (const contestant of contestants) {
      for (const [name, sample] of Object.entries(await contestant(round))) {
        if (round > 0) samples.set(name, [...(samples.get(name) ?? []), sample]);
      }
    }
  }
  return (name) => samples.get(name) ?? [];
}

export const isMet = ({ value, atMost }: Target): boolean => value <= atMost;

/** The report as lines of text, columns aligned. */
export function render({ data, rows, targets }: Report): string {
  const table = rows.map(({ what, samples, unit = "ms" }) => [
    what,
    `${samples.length > 1 ? "median " : ""}${short(median(samples))} ${unit}`,
    samples.length > 1 ? `p95 ${short(p95(samples))} ${unit}` : "",
    `n=${samples.length}`,
  ]);
  const verdicts = targets.map((target) => [
    isMet(target) ? "met" : "MISSED",
    target.what,
    `${short(target.value)} ${target.unit}`.trim(),
    `<= ${target.atMost}`,
  ]);
  return [`data: ${data}`, ...align(table), "", ...align(verdicts)].join("\n");
}

const short = (value: number): string =>
  value.toFixed(Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : 2);

function align(table: readonly (readonly string[])[]): string[] {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((cells) => cells[column]?.length ?? 0)),
  );
  return table.map((cells) =>
    `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd(),
  );
}
