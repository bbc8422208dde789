// Reads a heading of markdown. Written by hand, as one regular expression for both ends takes quadratic time in the spaces.

export interface MarkedHeading {
  /** 1 to 6. */
  readonly level: number;
  readonly text: string;
}

/** Null for a line that is none. */
export function headingIn(line: string): MarkedHeading | null {
  const [start = "", marks = ""] = /^(#{1,6})[ \t]+/.exec(line) ?? [];
  if (marks === "") return null;
  const words = line.slice(start.length).trimEnd();
  return { level: marks.length, text: words.replace(/(?<!#)#+$/, "").trimEnd() || words };
}
