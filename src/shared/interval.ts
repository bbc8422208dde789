// Computes how far a counted share may lie from the true one.

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The quantile of the normal distribution with 2.5 % above it, for 95 % intervals. */
const Z = 1.959963984540054;

/**
 * The score interval of E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of
 * the American Statistical Association 22 (1927), 209-212: sound for few events too, and never outside 0 to 1.
 * Null for nothing counted.
 */
export function wilson(hits: number, of: number): Interval | null {
  if (of === 0) return null;
  const share = hits / of;
  const widening = Z ** 2 / of;
  const centre = (share + widening / 2) / (1 + widening);
  const half = (Z / (1 + widening)) * Math.sqrt((share * (1 - share)) / of + widening / (4 * of));
  return {
    low: hits === 0 ? 0 : Math.max(0, centre - half),
    high: hits === of ? 1 : Math.min(1, centre + half),
  };
}

export const isAbove = (a: Interval, b: Interval): boolean => a.low > b.high;
