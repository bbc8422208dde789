// Puts tokens together that are broken over lines or strings: by a backslash, quotes, the folds of YAML, a terminal's width.

/** What a token consists of. */
const PART = String.raw`[\w.+/=|:$-]`;
/** Between two of its parts: quotes with or without a sign that joins strings, a backslash, the end of a line with what marks the next. */
const BREAK = new RegExp(
  [
    `(?<=${PART})(?:`,
    String.raw`(?<quotes>["'\x60][^\S\n]{0,80}(?:(?:[+.&~,]|\.\.|\|\||<>|\\)[^\S\n]{0,80})?(?:\r?\n[^\S\n]{0,80}(?:(?:[+.&~]|\.\.|\|\||<>)[^\S\n]{0,20})?)?["'\x60])`,
    String.raw`|\\\r?\n[^\S\n]{0,80}`,
    String.raw`|(?<wrap>\r?\n[^\S\n]{0,80}(?:(?:[>+#*|%]|\/\/|--)[^\S\n]{0,4})?)`,
    `)(?=${PART})`,
  ].join(""),
  "g",
);
const NEXT = new RegExp(BREAK.source, "y");
const BEFORE = new RegExp(`${PART}{1,300}$`);
const AFTER = new RegExp(`${PART}{1,300}`, "y");
/** How far behind the first break that goes by which a token is told: a terminal breaks anywhere. */
const LONGEST_BEGINNING = 12;
/** Of a part behind a break. */
const LEAST_BEHIND = 4;
const MOST_PARTS = 16;
/** A line that is as wide may have been broken by a terminal, whatever follows. */
const WIDE = 50;

export interface BrokenToken {
  /** The parts in one. */
  readonly text: string;
  /** Where each part begins, in that text and in the one that it was found in. */
  readonly parts: readonly { readonly at: number; readonly from: number }[];
}

/**
 * All that might be one, as what stands around the first break `begins` like one. The elements of a list are taken for parts
 * only where the text joins lists.
 */
export function brokenTokens(text: string, begins: (part: string) => boolean): BrokenToken[] {
  const joinsLists = /\bjoin\b/.test(text);
  const isBreak = ({ 0: whole, index, groups }: RegExpExecArray): boolean => {
    if (groups?.quotes !== undefined) return joinsLists || !whole.includes(",");
    return groups?.wrap === undefined || isWrapped(text, index, index + whole.length);
  };
  const found: BrokenToken[] = [];
  for (const first of text.matchAll(BREAK)) {
    const [before = ""] = BEFORE.exec(text.slice(Math.max(0, first.index - 300), first.index)) ?? [];
    const behind = partAt(text, first.index + first[0].length).slice(0, LONGEST_BEGINNING);
    if (!begins(before + behind) || !isBreak(first)) continue;
    let whole = before;
    const parts = [{ at: 0, from: first.index - before.length }];
    for (let next: RegExpExecArray | null = first; next !== null && parts.length < MOST_PARTS; ) {
      const from: number = next.index + next[0].length;
      parts.push({ at: whole.length, from });
      const part = partAt(text, from);
      whole += part;
      NEXT.lastIndex = from + part.length;
      next = NEXT.exec(text);
      if (next !== null && !isBreak(next)) break;
    }
    found.push({ text: whole, parts });
  }
  return found;
}

/** Where a match begins and ends in the text that it was found in; null where no part of it stands behind a break. */
export function placeIn(
  { parts }: BrokenToken,
  start: number,
  end: number,
): { readonly from: number; readonly end: number } | null {
  if (!parts.slice(1).some(({ at }) => start < at && end >= at + LEAST_BEHIND)) return null;
  const placed = (index: number): number => {
    const { at, from } = parts.findLast((part) => part.at <= index) ?? { at: 0, from: 0 };
    return from + index - at;
  };
  return { from: placed(start), end: placed(end - 1) };
}

function partAt(text: string, from: number): string {
  AFTER.lastIndex = from;
  return AFTER.exec(text)?.[0] ?? "";
}

/** True for a wide line, and where nothing but the next part stands on the next one. */
function isWrapped(text: string, end: number, next: number): boolean {
  const width = end - (text.lastIndexOf("\n", end - 1) + 1);
  if (width >= WIDE) return true;
  const part = partAt(text, next);
  const rest = text.slice(next + part.length, next + part.length + 3);
  return part.length >= 8 && /^["'`,;)]{0,2}(?:\s|$)/.test(rest) && /\d|[a-z][A-Z]/.test(part);
}
