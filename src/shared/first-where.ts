// Finds a place in something sorted by bisection, so that a long list costs few looks.

/** The first number below `size` for which it holds, given that it holds for all that follow; `size` where there is none. */
export function firstWhere(size: number, holds: (number: number) => boolean): number {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
