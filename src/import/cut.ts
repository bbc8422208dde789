// Cuts a text that is longer than a lesson can be at its headings, and where these are too far apart at its paragraphs.
import { LIMITS } from "../records/evidence.ts";

export interface Piece {
  /** The heading that it begins with; null for what stands above the first one, or goes on. */
  readonly title: string | null;
  readonly text: string;
  /** Lines of the whole text before it, its heading counted in. */
  readonly line: number;
}

interface Part extends Piece {
  /** Lines of the whole text before `text`. */
  readonly from: number;
}

/** Room for what is added to a text when it becomes a lesson. */
const MOST = LIMITS.body - 500;

/** One piece where it is short enough. What has neither headings nor paragraphs stays whole. */
export function cutLong(text: string): Piece[] {
  return cutAt({ title: null, text, line: 0, from: 0 }, 1);
}

function cutAt(piece: Part, level: number): Piece[] {
  if (piece.text.length <= MOST) return [piece];
  if (level > 6) return atParagraphs(piece);
  const lines = piece.text.split("\n");
  const starts = headingsIn(lines, level);
  if (starts.length === 0) return cutAt(piece, level + 1);
  const edges = [...new Set([0, ...starts])];
  return edges.flatMap((start, at) => {
    const own = lines.slice(start, edges[at + 1]);
    const isHeading = starts.includes(start);
    const title = isHeading ? headingText(own[0] ?? "") : piece.title;
    const rest = isHeading ? own.slice(1) : own;
    const blank = Math.max(
      0,
      rest.findIndex((line) => line.trim() !== ""),
    );
    const text = rest.join("\n").trim();
    // A heading with nothing below it still says what it says.
    if (text === "" && !isHeading) return [];
    const from = piece.from + start + (isHeading ? 1 : 0) + blank;
    const line = isHeading ? piece.from + start : from;
    return cutAt(
      {
        title,
        text: text === "" ? (title ?? "") : text,
        line: start === 0 && !isHeading ? piece.line : line,
        from,
      },
      level + 1,
    );
  });
}

function headingsIn(lines: readonly string[], level: number): number[] {
  const mark = `${"#".repeat(level)} `;
  let fence = "";
  return lines.flatMap((line, at) => {
    const marker = /^\s*(```+|~~~+)/.exec(line)?.[1] ?? "";
    if (fence === "") fence = marker;
    else if (marker.startsWith(fence)) fence = "";
    return fence === "" && line.startsWith(mark) ? [at] : [];
  });
}

function atParagraphs({ title, text, line: first, from: line }: Part): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  let own = "";
  for (const paragraph of text.split(/\n(?=[^\S\n]*\n)/)) {
    if (own !== "" && own.length + paragraph.length > MOST) {
      pieces.push({ title, text: own.trim(), line: line + from });
      from += own.split("\n").length;
      own = "";
    }
    own += own === "" ? paragraph : `\n${paragraph}`;
  }
  return [...pieces, { title, text: own.trim(), line: line + from }]
    .filter((each) => each.text !== "")
    .map((each, at) => (at === 0 ? { ...each, line: first } : each));
}

/** A heading without its signs. */
const headingText = (line: string): string =>
  line
    .trimEnd()
    .replace(/^#+\s+/, "")
    .replace(/(?<!#)#+$/, "")
    .trimEnd();
