// Keeps line ends and byte order mark of a file that others own, so that appended text can be cut out again.

const BOM = "\uFEFF";

/** Calls `edit` with the text after its byte order mark, and puts the mark back. */
export function behindMark(text: string, edit: (text: string) => string): string {
  return text.startsWith(BOM) ? BOM + edit(text.slice(BOM.length)) : edit(text);
}

/** The line end of the text's first line; a line feed where there is none. */
export const lineEndOf = (text: string): string => (/\r?\n/.exec(text)?.[0] === "\r\n" ? "\r\n" : "\n");

/**
 * Puts `part`, whose lines end in \n and whose last has no end, behind a blank line at the end of the text.
 * A text without a final line end stays without, which is how `cut` knows.
 */
export function append(text: string, part: string): string {
  const end = lineEndOf(text);
  const lines = part.replaceAll("\n", end);
  if (text === "") return lines + end;
  return text.endsWith("\n") ? text + end + lines + end : text + end + end + lines;
}

/** Removes what stands from `start` to `stop`, with the line end and the blank line that `append` put there. */
export function cut(text: string, start: number, stop: number): string {
  const lineEnd = /^\r?\n/.exec(text.slice(stop))?.[0] ?? "";
  const before = withoutLineEnd(text.slice(0, start));
  const after = text.slice(stop + lineEnd.length);
  return after === "" && lineEnd === "" ? withoutLineEnd(before) : before + after;
}

const withoutLineEnd = (text: string): string => text.replace(/\r?\n$/, "");
