// Finds a place in what is in order, by halves.

/** The first number below `size` for which it is true, as it is for all that follow; `size` where there is none. */
export function firstWhere(size: number, isTrue: (number: number) => boolean): number {
  let [low, high] = [0, size];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isTrue(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
