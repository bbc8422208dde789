// Reads a path as people and tools write it: one form for all of its spellings, and the line that it points to apart.

export interface WrittenPath {
  /** Without the line; as `readPath` gives it with forward slashes and composed letters, without `./` or a slash at the end. */
  readonly path: string;
  /** `:42`, `:42:7` or `#L10-L20` as it was written; empty where it names no line. */
  readonly line: string;
}

const LINE = /(?::\d+(?:[-:,]\d+)?|#L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?)$/;

/** Says nothing about where the path begins: `src/a.ts` and `/repo/src/a.ts` stay two. */
export function readPath(written: string): WrittenPath {
  const { path, line } = splitLine(written);
  return { path: tidyPath(path), line };
}

/** The path with its separators, letters and `..` as they were written. */
export function splitLine(written: string): WrittenPath {
  const plain = fromAddress(written.trim());
  const line = LINE.exec(plain)?.[0] ?? "";
  return { path: plain.slice(0, plain.length - line.length), line };
}

/** The same, where a name that ends like a line is a file's own. */
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

/** True where it begins at the root of a disk, also one of Windows. */
export const isAbsolutePath = (path: string): boolean => /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(path);

/** `file:///src/a%20b.ts` is an address of a file; what is no good address stays as it is. */
function fromAddress(written: string): string {
  const found = /^file:(?:\/\/(?:localhost)?(?=\/))?(.+)$/is.exec(written)?.[1];
  if (found === undefined) return written;
  try {
    return decodeURIComponent(found).replace(/^\/(?=[A-Za-z]:)/, "");
  } catch {
    return found;
  }
}
