// Reads the lists of a markdown text: each item with all that belongs to it, under its headings.

import { headingIn, type MarkedHeading } from "../shared/text/heading.ts";

export interface Heading {
  readonly level: number;
  readonly text: string;
  readonly line: number;
}

export interface ListItem {
  readonly line: number;
  /** The item's own text with nested items, further paragraphs and code, its indent taken off. */
  readonly text: string;
  /** The headings above it, outermost first. */
  readonly headings: readonly Heading[];
}

export interface Prose {
  readonly line: number;
  readonly text: string;
  readonly headings: readonly Heading[];
}

interface Open {
  readonly line: number;
  readonly lines: string[];
  readonly list: boolean;
  blank: boolean;
}

const ITEM = /^ ?(?:[-*+]|\d{1,3}[.)])[ \t]+(?=\S)/;
const FENCE = /^\s*(```+|~~~+)/;
const RULE = /^ {0,3}([-*_][ \t]*){3,}$/;

/** Items at the outermost level, paragraphs that belong to none, and headings that nothing stands below. Lines end in `\n` alone. */
export function readLists(text: string): { items: ListItem[]; prose: Prose[]; bare: Prose[] } {
  const items: ListItem[] = [];
  const prose: Prose[] = [];
  const entered: { line: number; headings: readonly Heading[] }[] = [];
  let headings: readonly Heading[] = [];
  let open: Open | null = null;
  let fence = "";

  const close = (): void => {
    if (open) {
      const { line, lines } = open;
      (open.list ? items : prose).push({ line, text: dedented(lines), headings });
    }
    open = null;
  };
  const enter = ({ level, text: name }: MarkedHeading, number: number): void => {
    close();
    headings = [...headings.filter((each) => each.level < level), { level, text: name, line: number }];
    entered.push({ line: number, headings });
  };
  const append = (line: string, number: number): void => {
    // Text after an empty line belongs to an item only where it is indented.
    if (open?.blank && !(open.list && /^(?: {2}|\t)/.test(line))) close();
    open ??= { line: number, lines: [], list: false, blank: false };
    open.lines.push(line);
    open.blank = false;
  };

  text.split("\n").forEach((line, index) => {
    const marker = FENCE.exec(line)?.[1] ?? "";
    const heading = headingIn(line);
    if (fence !== "") {
      open?.lines.push(line);
      if (marker.startsWith(fence)) fence = "";
    } else if (marker !== "") {
      append(line, index + 1);
      fence = marker;
    } else if (line.trim() === "") {
      open?.lines.push(line);
      if (open) open.blank = true;
    } else if (heading !== null) enter(heading, index + 1);
    else if (RULE.test(line)) close();
    else if (ITEM.test(line)) {
      close();
      open = { line: index + 1, lines: [line.replace(ITEM, "")], list: true, blank: false };
    } else append(line, index + 1);
  });
  close();
  const used = new Set([...items, ...prose].flatMap((each) => each.headings));
  const bare = entered.flatMap(({ line, headings: own }) => {
    const last = own.at(-1);
    return last && !used.has(last) ? [{ line, text: last.text, headings: own.slice(0, -1) }] : [];
  });
  return { items, prose, bare };
}

/** Takes off the indent that all indented lines have in common. */
function dedented(lines: readonly string[]): string {
  const indents = lines
    .slice(1)
    .map((line) => (line.trim() === "" ? 0 : (/^[ \t]*/.exec(line)?.[0].length ?? 0)));
  const common = Math.min(...indents.filter((indent) => indent > 0));
  return lines
    .map((line, index) => ((indents[index - 1] ?? 0) > 0 ? line.slice(common) : line))
    .join("\n")
    .trim();
}
