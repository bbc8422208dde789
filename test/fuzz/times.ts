// Knows how long inputs of a length usually take, and so which one takes far too long.

export interface Times {
  note(bytes: number, ms: number): void;
  /** In milliseconds of processor time. */
  usual(bytes: number): number;
  isSlow(bytes: number, ms: number): boolean;
}

const SAMPLES = 101;
const FEWEST = 15;
const TIMES_USUAL = 100;
/** Less than this, and this more a kilobyte, is the collector or plain work. */
const NEVER_SLOW_MS = 60;
const NEVER_SLOW_MS_PER_KB = 20;
/** Nobody waits for it, however usual it is. */
export const ALWAYS_SLOW_MS = 3_000;

/** Lengths are told apart by their powers of two. */
export function createTimes(): Times {
  const samples = new Map<number, number[]>();
  const seen = new Map<number, number>();
  const groupOf = (bytes: number): number => Math.floor(Math.log2(bytes + 1));

  function usual(bytes: number): number {
    const group = groupOf(bytes);
    const known = samples.get(group) ?? [];
    if (known.length >= FEWEST) return median(known);
    // Too few of this length: as much longer as the input is.
    for (let below = group - 1; below >= 0; below -= 1) {
      const shorter = samples.get(below) ?? [];
      if (shorter.length >= FEWEST) return median(shorter) * 2 ** (group - below);
    }
    return Number.POSITIVE_INFINITY;
  }

  return {
    usual,
    note(bytes, ms) {
      const group = groupOf(bytes);
      const known = samples.get(group) ?? [];
      const count = (seen.get(group) ?? 0) + 1;
      seen.set(group, count);
      // The latest ones: early ones ran before the code was compiled.
      if (known.length < SAMPLES) known.push(ms);
      else known[count % SAMPLES] = ms;
      samples.set(group, known);
    },
    isSlow: (bytes, ms) =>
      ms > ALWAYS_SLOW_MS ||
      (ms > NEVER_SLOW_MS + (bytes / 1024) * NEVER_SLOW_MS_PER_KB && ms > TIMES_USUAL * usual(bytes)),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
