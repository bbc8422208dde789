// Reads bytes by their places: of a file, only the pages that somebody asks for come into memory.

export interface Bytes {
  readonly length: number;
  uint32(at: number): number;
  /** What lies there. Others may be given the same, so nobody writes to it. */
  part(start: number, end: number): Buffer;
}

export const inMemory = (bytes: Buffer): Bytes => ({
  length: bytes.length,
  uint32: (at) => bytes.readUInt32LE(at),
  part: (start, end) => bytes.subarray(start, end),
});

/** What is asked for next often lies beside it; reading more than this takes longer than asking twice. */
const PAGE = 4096;
/** Pages of a few questions, four megabytes: a server must not end up with all of a large file. One question asks for some 600. */
const MOST_PAGES = 1024;

/** `read` gives exactly what lies there, or throws. */
export function inPages(length: number, read: (start: number, end: number) => Buffer): Bytes {
  let [newer, older] = [new Map<number, Buffer>(), new Map<number, Buffer>()];
  const page = (number: number): Buffer => {
    const known = newer.get(number);
    if (known) return known;
    const found = older.get(number) ?? read(number * PAGE, Math.min(length, (number + 1) * PAGE));
    if (newer.size >= MOST_PAGES) [newer, older] = [new Map(), newer];
    newer.set(number, found);
    return found;
  };
  const part = (start: number, end: number): Buffer => {
    if (end > length) throw new Error("beyond the end");
    const first = Math.floor(start / PAGE);
    const from = start - first * PAGE;
    if (end <= (first + 1) * PAGE) return page(first).subarray(from, from + end - start);
    if (end - start > PAGE) return read(start, end);
    return Buffer.concat([page(first).subarray(from), page(first + 1).subarray(0, end - (first + 1) * PAGE)]);
  };
  return {
    length,
    uint32(at) {
      const from = at % PAGE;
      return from <= PAGE - 4
        ? page((at - from) / PAGE).readUInt32LE(from)
        : part(at, at + 4).readUInt32LE(0);
    },
    part,
  };
}
