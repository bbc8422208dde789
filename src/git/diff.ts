// Reads what a commit changes, file by file and within limits, for readers who are shown it.
import { ends } from "./containment.ts";
import { git } from "./run.ts";

export interface FileChange {
  readonly path: string;
  /** Bytes of the diff; where `text` is null, of the new file, or of the old one where it is gone. */
  readonly bytes: number;
  /** Null for what git takes for binary, and for files that are too large. */
  readonly text: string | null;
}

/** Bytes of a file before or after the change, up to which its diff is asked for; and of all files together. */
const FILE_BYTES = 400_000;
const ALL_BYTES = 16_000_000;
/** Characters of the paths on one command line whose diff is asked for; the others are only named. */
const PATHS = 200_000;
/**
 * Plumbing commands, which no setting of a user changes. All files count as text, as a worker could declare sources binary
 * by attributes. With -z names are not quoted.
 */
const DIFF = [
  ...["diff-tree", "-r", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--text", "--full-index"],
  ...["--no-color", "--diff-algorithm=myers", "--src-prefix=a/", "--dst-prefix=b/"],
];

/** In git's order. `from` null compares with nothing. Settings of users or projects have no effect. */
export async function fileChanges(dir: string, from: string | null, to: string): Promise<FileChange[]> {
  const listed = await git(dir, [...DIFF, "--raw", ...ends(from, to)]);
  const entries = [...listed.matchAll(/:\d+ (\d+) ([0-9a-f]+) ([0-9a-f]+) \w\0([^\0]+)\0/g)].map(
    ([, mode = "", before = "", after = "", path = ""]) => ({
      path,
      // The commit of a submodule is not in this repository.
      ids: mode === "160000" ? [] : [after, before].filter((id) => !/^0+$/.test(id)),
    }),
  );
  const sizes = await sizesOf(
    dir,
    entries.flatMap(({ ids }) => ids),
  );
  const sizeOf = (id = "") => sizes.get(id) ?? 0;
  const room = { characters: PATHS, bytes: ALL_BYTES };
  const asked = entries.filter(({ ids, path }) => {
    const largest = Math.max(...ids.map(sizeOf));
    // A name with a line break could write a header of its own into the text.
    const fits = largest <= FILE_BYTES && largest <= room.bytes && path.length < room.characters;
    if (ids.length === 0 || !fits || path.includes("\n")) return false;
    room.characters -= path.length + 1;
    room.bytes -= largest;
    return true;
  });
  const texts = await textsOf(
    dir,
    ends(from, to),
    asked.map(({ path }) => path),
  );
  return entries.map(({ path, ids: [id] }) => {
    const text = texts.get(path) ?? null;
    return { path, text, bytes: text === null ? sizeOf(id) : Buffer.byteLength(text) };
  });
}

async function sizesOf(dir: string, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const said = await git(
    dir,
    ["cat-file", "--batch-check=%(objectname) %(objectsize)"],
    `${ids.join("\n")}\n`,
  );
  return new Map(
    said.split("\n").flatMap((line) => {
      const [id = "", size] = line.split(" ");
      return /^\d+$/.test(size ?? "") ? [[id, Number(size)] as const] : [];
    }),
  );
}

/** By path, with its headers. */
async function textsOf(
  dir: string,
  ends: readonly string[],
  paths: readonly string[],
): Promise<Map<string, string>> {
  if (paths.length === 0) return new Map();
  const whole = await git(dir, ["--literal-pathspecs", ...DIFF, "-p", "-U5", ...ends, "--", ...paths]);
  const byHeader = new Map(paths.map((path) => [`diff --git a/${path} b/${path}`, path]));
  const texts = new Map<string, string>();
  // Lines of a file begin with a space, + or -, so only a header can begin with this word.
  for (const part of whole.split(/(?<=\n)(?=diff --git )/)) {
    const path = byHeader.get(part.slice(0, part.indexOf("\n")));
    if (path === undefined || part.includes("\0")) continue;
    // A file that becomes a link is removed and added, in two parts.
    texts.set(path, (texts.get(path) ?? "") + part);
  }
  return texts;
}
