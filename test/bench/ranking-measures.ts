// The measures of ranked answers, and the table in which they are printed.

/** One question's answer: the ranked ids and those that are right. */
export interface Ranked {
  readonly ids: readonly string[];
  readonly relevant: readonly string[];
}

export function recallAt(limit: number, { ids, relevant }: Ranked): number {
  const found = ids.slice(0, limit).filter((id) => relevant.includes(id));
  return found.length / relevant.length;
}

/** 1 / rank of the first right answer within ten, else 0. */
export function reciprocalRank({ ids, relevant }: Ranked): number {
  const rank = ids.slice(0, 10).findIndex((id) => relevant.includes(id));
  return rank < 0 ? 0 : 1 / (rank + 1);
}

/** Discounted gain of the first ten over that of the best order (Järvelin and Kekäläinen 2002), all right answers equal. */
export function ndcgAt10({ ids, relevant }: Ranked): number {
  const discount = (rank: number): number => 1 / Math.log2(rank + 2);
  const gain = ids
    .slice(0, 10)
    .reduce((sum, id, rank) => sum + (relevant.includes(id) ? discount(rank) : 0), 0);
  const best = relevant.slice(0, 10).reduce((sum, _, rank) => sum + discount(rank), 0);
  return gain / best;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

export const percent = (share: number): string => (share * 100).toFixed(1);

/** R@5, R@10, MRR and nDCG@10 in percent. */
export function measuresOf(ranked: readonly Ranked[]): string[] {
  const measures = [
    (each: Ranked) => recallAt(5, each),
    (each: Ranked) => recallAt(10, each),
    reciprocalRank,
    ndcgAt10,
  ];
  return measures.map((measure) => percent(mean(ranked.map(measure))));
}

/** Rows as lines with aligned columns. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ");
  return rows.map(line).join("\n");
}
