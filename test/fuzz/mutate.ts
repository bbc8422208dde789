// Makes new inputs of old ones: bytes, tokens, lines and JSON values are changed, repeated, nested and spliced.
import { changeJson } from "./mutate-json.ts";
import type { Random } from "./random.ts";

/** Keys and values that have broken parsers before, beside the tokens of the seeds. */
const TOKENS = [
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "prototype", "valueOf", "length"],
  ...["0", "-1", "1e999", "-0", "9007199254740993", "99999999999999999999999", "NaN", "Infinity", "0x10"],
  ...["null", "true", "{}", "[]", '""', "\n", "\r\n", "\r", "\t", " ", "\0", "---\n", "...\n", "```\n"],
  ...["\u2028", "\ufeff", "\u200b", "\u202e", "é", "ﬀ", "İ", "𝒳", "\\u0000", "\\ud800", "&a [*a,*a]", "*a"],
  ...["<<<<<<< a\n", "https://", "://", "\\", "/", "..", "../", "'", '"', "`", "$(", "=", "#", "<!--", "-->"],
  ...["!!binary ", "!!set ", "? ", "- ", "| \n", "> ", "<<: ", "\x1b[31m", "2026-02-30", "T25:61:61Z"],
];
/** What opens a level, for inputs that nest as deep as nobody writes. */
const LEVELS = [
  "[",
  "{",
  '{"a":',
  "[[",
  "(",
  "- ",
  "> ",
  "  ",
  "\t",
  "*",
  "_",
  "`",
  "<",
  "&",
  "#",
  '["',
  "a: ",
];
const BROKEN = [[0xc0, 0x80], [0xff], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0x80]];
const MOST_TOKENS = 4_000;

export interface Mutator {
  /** A new input of at most `most` bytes, made of one of `corpus`. */
  next(corpus: readonly Buffer[]): Buffer;
}

export function createMutator(random: Random, seeds: readonly Buffer[], most: number): Mutator {
  const tokens = [...TOKENS.map((token) => Buffer.from(token)), ...tokensOf(seeds)];
  const steps: readonly ((bytes: Buffer, corpus: readonly Buffer[]) => Buffer)[] = [
    flipped,
    overwritten,
    (bytes) => withPart(bytes, 64, () => EMPTY),
    (bytes) => withPart(bytes, 4_096, () => EMPTY),
    (bytes) => withPart(bytes, 40, (part) => repeated(part, 2 + random.below(30))),
    (bytes) => inserted(bytes, random.of(tokens)),
    (bytes) => inserted(bytes, random.of(tokens)),
    (bytes) => inserted(bytes, Buffer.from(random.of(BROKEN))),
    (bytes, corpus) => spliced(bytes, random.of(corpus)),
    (bytes, corpus) => inserted(bytes, partOf(random.of(corpus), 400)),
    (bytes) => Buffer.from(changeJson(bytes.toString("utf8"), random)),
    (bytes) => Buffer.from(changeJson(bytes.toString("utf8"), random)),
    (bytes) => otherNumber(bytes),
    lines,
  ];
  /** Seldom, as an input that is long takes the time of many that are short. */
  const long: readonly ((bytes: Buffer) => Buffer)[] = [grown, nested, counted];

  return {
    next(corpus) {
      let bytes = random.of(corpus);
      if (random.once(12)) bytes = random.of(long)(bytes);
      for (let n = 1 + random.below(random.once(4) ? 16 : 4); n > 0; n -= 1)
        bytes = random.of(steps)(bytes, corpus).subarray(0, most);
      return bytes;
    },
  };

  function flipped(bytes: Buffer): Buffer {
    if (bytes.length === 0) return bytes;
    const copy = Buffer.from(bytes);
    const at = random.below(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
    return copy;
  }

  function overwritten(bytes: Buffer): Buffer {
    const copy = Buffer.from(bytes);
    const token = random.of(tokens);
    token.copy(copy, random.below(copy.length));
    return copy;
  }

  function withPart(bytes: Buffer, longest: number, change: (part: Buffer) => Buffer): Buffer {
    const from = random.below(bytes.length);
    const to = Math.min(bytes.length, from + 1 + random.below(longest));
    return Buffer.concat([bytes.subarray(0, from), change(bytes.subarray(from, to)), bytes.subarray(to)]);
  }

  function inserted(bytes: Buffer, part: Buffer): Buffer {
    const at = random.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at)]);
  }

  function partOf(bytes: Buffer, longest: number): Buffer {
    const from = random.below(bytes.length);
    return bytes.subarray(from, from + 1 + random.below(longest));
  }

  function spliced(one: Buffer, other: Buffer): Buffer {
    return Buffer.concat([
      one.subarray(0, random.below(one.length + 1)),
      other.subarray(random.below(other.length + 1)),
    ]);
  }

  function repeated(part: Buffer, times: number): Buffer {
    return Buffer.concat(Array.from({ length: Math.min(times, most) }, () => part));
  }

  /** A short piece repeated until it is long: what costs more than its length shows here. */
  function grown(bytes: Buffer): Buffer {
    const piece = random.once(3)
      ? Buffer.concat([random.of(tokens), random.of(tokens)])
      : partOf(bytes, random.once(2) ? 4 : 40);
    if (piece.length === 0) return bytes;
    const at = random.below(bytes.length + 1);
    const size = Math.min(most, 1 << (6 + random.below(14)));
    return Buffer.concat([
      bytes.subarray(0, at),
      repeated(piece, Math.ceil(size / piece.length)),
      bytes.subarray(at),
    ]);
  }

  function nested(bytes: Buffer): Buffer {
    const level = Buffer.from(random.of(LEVELS));
    return inserted(bytes, repeated(level, 1 << (2 + random.below(15))).subarray(0, most));
  }

  /** One line again and again, with another number in each: many keys, all of them different. */
  function counted(bytes: Buffer): Buffer {
    const all = bytes.toString("latin1").split("\n");
    const at = random.below(all.length);
    const line = all[at] ?? "";
    const where = random.below(line.length + 1);
    const times = Math.min(1 << (2 + random.below(13)), Math.ceil(most / (line.length + 5)));
    const more = Array.from({ length: times }, (_, n) => `${line.slice(0, where)}${n}${line.slice(where)}`);
    return Buffer.from([...all.slice(0, at + 1), ...more, ...all.slice(at + 1)].join("\n"), "latin1");
  }

  function otherNumber(bytes: Buffer): Buffer {
    const text = bytes.toString("latin1");
    const numbers = [...text.matchAll(/\d+/g)];
    if (numbers.length === 0) return bytes;
    const { index, 0: old } = random.of(numbers);
    const other = random.of(["0", "-1", "1e308", "4294967296", "9".repeat(400), "0.5", `${Number(old) + 1}`]);
    return Buffer.from(text.slice(0, index) + other + text.slice(index + old.length), "latin1");
  }

  /** A line leaves, comes twice, or stands elsewhere. */
  function lines(bytes: Buffer): Buffer {
    const all = bytes.toString("latin1").split("\n");
    const [line = ""] = all.splice(random.below(all.length), random.below(2));
    all.splice(random.below(all.length + 1), 0, ...(random.once(3) ? [] : [line]));
    return Buffer.from(all.join("\n"), "latin1");
  }
}

const EMPTY = Buffer.alloc(0);

/** Words, runs of signs and whole lines of the seeds, each once. */
function tokensOf(seeds: readonly Buffer[]): Buffer[] {
  const found = new Set<string>();
  for (const seed of seeds) {
    const text = seed.toString("latin1");
    for (const [token] of text.matchAll(/[\w.-]+|[^\w\s]+|\s+/g)) if (token.length < 80) found.add(token);
    for (const line of text.split("\n").slice(0, 50)) if (line.length < 300) found.add(`${line}\n`);
    if (found.size > MOST_TOKENS) break;
  }
  return [...found].map((token) => Buffer.from(token, "latin1"));
}
