// Reads a path as people and tools write it: one form for all spellings, with the line number apart.

export interface WrittenPath {
  /** Without the line; from `readPath` with forward slashes and composed letters, and without `./` or a final slash. */
  readonly path: string;
  /** `:42`, `:42:7` or `#L10-L20` as it was written; empty where it names no line. */
  readonly line: string;
}

const LINE = /(?::\d+(?:[-:,]\d+)?|#L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?)$/;

/** Does not resolve where the path begins: `src/a.ts` and `/repo/src/a.ts` stay different. */
export function readPath(written: string): WrittenPath {
  const { path, line } = splitLine(written);
  return { path: tidyPath(path), line };
}

/** The path with separators, letters and `..` as they were written. */
export function splitLine(written: string): WrittenPath {
  const plain = fromAddress(written.trim());
  const line = LINE.exec(plain)?.[0] ?? "";
  return { path: plain.slice(0, plain.length - line.length), line };
}

/** The same, for a name whose end only looks like a line number. */
export const tidyPath = (written: string): string => {
  const parts: string[] = [];
  const slashed = written.normalize("NFC").replaceAll("\\", "/");
  for (const part of slashed.split("/")) {
    if (part === "..") {
      if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
      else parts.push(part);
    } else if (part !== "" && part !== ".") parts.push(part);
  }
  return (slashed.startsWith("/") ? "/" : "") + parts.join("/");
};

/** True for a path from the root of a disk, also on Windows. */
export const isAbsolutePath = (path: string): boolean => /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(path);

/** `file:///src/a%20b.ts` is the address of a file; an invalid address stays as it is. */
function fromAddress(written: string): string {
  const found = /^file:(?:\/\/(?:localhost)?(?=\/))?(.+)$/is.exec(written)?.[1];
  if (found === undefined) return written;
  try {
    return decodeURIComponent(found).replace(/^\/(?=[A-Za-z]:)/, "");
  } catch {
    return found;
  }
}
