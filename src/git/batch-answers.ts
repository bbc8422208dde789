// Splits the output of `git cat-file --batch-command` into its answers.

export interface BatchAnswer {
  readonly id: string;
  readonly type: string;
  /** In bytes. */
  readonly size: number;
  /** Empty where only types were asked for. */
  readonly data: Buffer;
}

const HEADER = /^([0-9a-f]{40}|[0-9a-f]{64}) ([a-z]+) (\d+)$/;

/**
 * Returns a function to feed with chunks; it calls `answer` once per question, in order, with null for an object
 * that is not there. `hasBody` tells whether the next answer's header is followed by the object.
 */
export function createAnswerParser(
  hasBody: () => boolean,
  answer: (found: BatchAnswer | null) => void,
): (chunk: Buffer) => void {
  let chunks: Buffer[] = [];
  let size = 0;
  /** Bytes without which no answer can be complete, so that the chunks of a large object are not joined again and again. */
  let needed = 1;

  return (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size < needed) return;
    let rest: Buffer = Buffer.concat(chunks);
    for (;;) {
      const parsed = parseOne(rest, hasBody());
      needed = parsed.needed;
      if (parsed.found === undefined) break;
      answer(parsed.found);
      rest = rest.subarray(parsed.length);
    }
    chunks = [rest];
    size = rest.length;
  };
}

/** `found` is undefined while the answer is incomplete; it then takes `needed` bytes. */
function parseOne(
  bytes: Buffer,
  hasBody: boolean,
): { found?: BatchAnswer | null; length: number; needed: number } {
  const lineEnd = bytes.indexOf(10);
  if (lineEnd < 0) return { length: 0, needed: bytes.length + 1 };
  const header = HEADER.exec(bytes.toString("utf8", 0, lineEnd));
  if (!header) return { found: null, length: lineEnd + 1, needed: 1 };
  const [, id = "", type = "", size = "0"] = header;
  const start = lineEnd + 1;
  const end = hasBody ? start + Number(size) : start;
  // A line feed follows each object.
  const length = hasBody ? end + 1 : end;
  if (bytes.length < length) return { length: 0, needed: length };
  return {
    found: { id, type, size: Number(size), data: Buffer.from(bytes.subarray(start, end)) },
    length,
    needed: 1,
  };
}
