// Takes out of an input all that a fault does not need.

/** `isFaulty` runs the input again; no more than `ms` are spent. */
export async function minimised(
  input: Buffer,
  isFaulty: (input: Buffer) => Promise<boolean>,
  ms: number,
): Promise<Buffer> {
  const end = performance.now() + ms;
  let best = input;
  for (let size = best.length >> 1; size >= 1 && performance.now() < end; ) {
    let shorter = false;
    for (let at = 0; at < best.length && performance.now() < end; ) {
      const tried = Buffer.concat([best.subarray(0, at), best.subarray(at + size)]);
      if (await isFaulty(tried)) [best, shorter] = [tried, true];
      else at += size;
    }
    size = shorter && size < best.length ? size : size >> 1;
  }
  return best;
}
