// Reads what a commit changes, file by file and within bounds, for readers who have to be shown it.
import { ends } from "./containment.ts";
import { git } from "./run.ts";

export interface FileChange {
  readonly path: string;
  /** Of the diff; of the new file, or the old where it is gone, when `text` is null. */
  readonly bytes: number;
  /** Null for what git takes for binary, and for files too large to be worth it. */
  readonly text: string | null;
}

/** Bytes of a file whose diff is asked for, before and after the change; and of all of them, which git has to go through. */
const FILE_BYTES = 400_000;
const ALL_BYTES = 16_000_000;
/** Characters of the paths whose diff is asked for, as they go onto one command line; the rest is named only. */
const PATHS = 200_000;
/**
 * Plumbing, which no setting of a user changes. As text whatever attributes say: a worker could call its sources binary.
 * With -z names stand as they are.
 */
const DIFF = [
  ...["diff-tree", "-r", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--text", "--full-index"],
  ...["--no-color", "--diff-algorithm=myers", "--src-prefix=a/", "--dst-prefix=b/"],
];

/** In git's order. `from` null compares with nothing. Nothing of a user's or project's settings has a say in it. */
export async function fileChanges(dir: string, from: string | null, to: string): Promise<FileChange[]> {
  const listed = await git(dir, [...DIFF, "--raw", ...ends(from, to)]);
  const entries = [...listed.matchAll(/:\d+ (\d+) ([0-9a-f]+) ([0-9a-f]+) \w\0([^\0]+)\0/g)].map(
    ([, mode = "", before = "", after = "", path = ""]) => ({
      path,
      // The commit of another repository is not here.
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
  // A line of a file begins with a blank, + or -, so only a header can begin with the word.
  for (const part of whole.split(/(?<=\n)(?=diff --git )/)) {
    const path = byHeader.get(part.slice(0, part.indexOf("\n")));
    if (path === undefined || part.includes("\0")) continue;
    // A file that becomes a link is taken away and made anew: two parts.
    texts.set(path, (texts.get(path) ?? "") + part);
  }
  return texts;
}
