// Gives random numbers that a seed decides, so that every run can be repeated.

export interface Random {
  /** Below `most`, from 0. */
  below(most: number): number;
  /** True once in `times`. */
  once(times: number): boolean;
  of<T>(items: readonly T[]): T;
}

/** xorshift, 32 bits. */
export function createRandom(seed: number): Random {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) >>> 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
  const below = (most: number): number => (most <= 0 ? 0 : next() % most);
  return {
    below,
    once: (times) => below(times) === 0,
    of<T>(items: readonly T[]): T {
      return items[below(items.length)] as T;
    },
  };
}
