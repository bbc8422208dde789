// Reads a file's lines one after the other, in bounded memory whatever its size or the length of a line.
import { createReadStream } from "node:fs";

export interface LineCounts {
  lines: number;
  /** Longer than `most`, and so left out. */
  tooLong: number;
  bytes: number;
}

const NEWLINE = 10;
const CHUNK = 256 * 1024;

/** Without their line breaks, at most `most` bytes each. What is counted is told through `counts` as it goes. */
export async function* linesOf(file: string, most: number, counts: LineCounts): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  const take = (part: Buffer): void => {
    length += part.length;
    if (length > most) parts = [];
    else parts.push(part);
  };
  const end = (): Buffer | null => {
    const line = length > most ? null : Buffer.concat(parts);
    counts.lines += 1;
    if (line === null) counts.tooLong += 1;
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
    counts.bytes += chunk.length;
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      take(chunk.subarray(from, at));
      from = at + 1;
      const line = end();
      if (line !== null && line.length > 0) yield line;
    }
    // A copy: a slice would keep its whole chunk alive.
    if (from < chunk.length) take(Buffer.from(chunk.subarray(from)));
  }
  const last = length > 0 ? end() : null;
  if (last !== null) yield last;
}
