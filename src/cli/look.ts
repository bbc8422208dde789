// Fits a command's output to its terminal: its width, and colours where it has them.

export type Tone = "title" | "quiet" | "good" | "warn" | "bad";

export interface Look {
  /** Null without a terminal; then no line is broken. */
  readonly columns: number | null;
  paint(tone: Tone, text: string): string;
}

/** What a pipe, a file and `--json` get. */
export const PLAIN: Look = { columns: null, paint: (_, text) => text };

interface Shows {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const USUAL = 80;
const FEWEST = 40;
const MOST = 200;
const CODES: Readonly<Record<Tone, readonly [on: number, off: number]>> = {
  title: [1, 22],
  quiet: [2, 22],
  good: [32, 39],
  warn: [33, 39],
  bad: [31, 39],
};

export function lookOf({ isTTY = false, columns = 0 }: Shows, env: NodeJS.ProcessEnv): Look {
  return {
    columns: isTTY ? Math.min(MOST, Math.max(FEWEST, columns > 0 ? columns : USUAL)) : null,
    paint: hasColours(isTTY, env) ? painted : PLAIN.paint,
  };
}

/** As in Node: forced colours win over all else, and an unknown terminal has none. */
function hasColours(isTTY: boolean, { FORCE_COLOR, NO_COLOR, TERM = "" }: NodeJS.ProcessEnv): boolean {
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  const isPlain = TERM === "dumb" || (TERM === "" && process.platform !== "win32");
  return isTTY && (NO_COLOR ?? "") === "" && !isPlain;
}

function painted(tone: Tone, text: string): string {
  const [on, off] = CODES[tone];
  return text === "" ? "" : `\u001b[${on}m${text}\u001b[${off}m`;
}

const COLOUR = /\u001b\[\d+m/g;
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff00-\uff60]/u;
const UNSEEN = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** In columns of a terminal, without colour codes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const sign of text.replace(COLOUR, "")) width += UNSEEN.test(sign) ? 0 : WIDE.test(sign) ? 2 : 1;
  return width;
}

/**
 * Breaks lines between words, and indents the rest to the line's last column. A word longer than a line stays whole, so
 * that a path or a command can still be copied.
 */
export const fitted = (text: string, { columns }: Look): string =>
  columns === null
    ? text
    : text
        .split("\n")
        .map((line) => (widthOf(line) <= columns ? line : broken(line, columns)))
        .join("\n");

function broken(line: string, columns: number): string {
  const hang = hangOf(line.replace(COLOUR, ""), columns);
  const lines: string[] = [];
  let current = "";
  for (const word of wordsOf(line)) {
    const room = columns - widthOf(current);
    if (widthOf(word.trimEnd()) > room && current.trim() !== "") {
      lines.push(current.trimEnd());
      current = `${" ".repeat(hang)}${word.trimStart()}`;
    } else current += word;
  }
  return [...lines, current.trimEnd()].join("\n");
}

/**
 * Each word with the spaces behind it; leading spaces are a piece of their own. Scripts without spaces break at any
 * character.
 */
const wordsOf = (line: string): string[] =>
  line.match(/^ +|[^ ]+ */g)?.flatMap((word) => (WIDE.test(word) ? [...word] : [word])) ?? [line];

/** Where the last column begins, if that leaves half of the line for its text. */
function hangOf(line: string, columns: number): number {
  const indent = /^ */.exec(line)?.[0].length ?? 0;
  const starts = [...line.matchAll(/(?<=\S) {2,}(?=\S)/g)].map(({ index, 0: gap }) => index + gap.length);
  return starts.findLast((start) => start <= columns / 2) ?? (indent > 0 ? indent : 2);
}
