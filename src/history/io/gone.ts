// Works out of a past commit whether most of its lines are gone from base, and which later commit took them away.
import { tryGit } from "../../git/run.ts";
import type { Past } from "../past.ts";
import { lacksFiles } from "./lacking.ts";
import type { KeptHistory } from "./read.ts";

/** In one commit: a sweep over more files is about none of them. */
const MOST_PATHS = 4;
/** The next ones that changed the same file. */
const MOST_LATER = 12;
const MOST_GONE = 2 / 3;
/** Of a file at base, in characters. */
const LARGEST = 2_000_000;

const DIFF = [
  ...["show", "--unified=0", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color"],
  ...["--src-prefix=a/", "--dst-prefix=b/", "--format=%x00%H"],
];

/** The same, each with what became of its lines. Commits whose files nobody changed later start no git. Never throws. */
export async function withFates(
  commonDir: string,
  kept: KeptHistory,
  found: readonly Past[],
): Promise<readonly Past[]> {
  if (found.length === 0 || lacksFiles(commonDir)) return found;
  return Promise.all(found.map((past) => withFate(commonDir, kept, past).catch(() => past)));
}

async function withFate(commonDir: string, kept: KeptHistory, past: Past): Promise<Past> {
  if (past.kind !== "commit" || past.revertedBy !== null || past.paths.length > MOST_PATHS) return past;
  const later = new Map(past.paths.map((path) => [path, laterThan(past, kept, path)]));
  const changed = past.paths.filter((path) => (later.get(path) ?? []).length > 0);
  if (changed.length === 0) return past;
  const ids = [...new Set(changed.flatMap((path) => later.get(path) ?? []))];
  const { code, stdout } = await tryGit(commonDir, [...DIFF, past.id, ...ids, "--", ...past.paths]);
  if (code !== 0) return past;
  const diffs = new Map(stdout.split("\0").map((text) => [text.slice(0, past.id.length), diffIn(text)]));
  const own = (diffs.get(past.id) ?? []).filter(({ sign, text }) => sign === "+" && isTelling(text));
  const now = new Map(
    await Promise.all(changed.map(async (path) => [path, await linesAt(commonDir, kept, path)] as const)),
  );
  // Files that nobody has changed since have all their lines.
  const gone = own.filter(({ path, text }) => now.get(path)?.has(text) === false);
  if (gone.length === 0 || gone.length < own.length * MOST_GONE) return past;
  const [longest] = gone.toSorted((a, b) => b.text.length - a.text.length);
  const by = ids.find((id) =>
    diffs
      .get(id)
      ?.some(({ sign, path, text }) => sign === "-" && path === longest?.path && text === longest.text),
  );
  return { ...past, goneBy: by ?? "" };
}

/** Newest first; those next to it. */
function laterThan({ id }: Past, kept: KeptHistory, path: string): string[] {
  const all = kept
    .holding(JSON.stringify(path))
    .filter((each) => each.kind === "commit" && each.paths.includes(path));
  const at = all.findIndex((each) => each.id === id);
  return all.slice(Math.max(0, at - MOST_LATER), Math.max(0, at)).map((each) => each.id);
}

const isTelling = (text: string): boolean => text.length > 3 && /\p{L}/u.test(text);

/** Null for a file that is too large to be looked at. */
async function linesAt(commonDir: string, { head }: KeptHistory, path: string): Promise<Set<string> | null> {
  const { code, stdout } = await tryGit(commonDir, ["cat-file", "blob", `${head.tip}:${path}`]);
  if (stdout.length > LARGEST) return null;
  return new Set(code === 0 ? stdout.split("\n").map((line) => line.trim()) : []);
}

interface ChangedLine {
  readonly sign: "+" | "-";
  readonly path: string;
  /** Without the blanks around it. */
  readonly text: string;
}

/** Hunks say how long they are, so that no line of a file is taken for a line of the diff. */
function diffIn(text: string): ChangedLine[] {
  const found: ChangedLine[] = [];
  const path = { "-": "", "+": "" };
  const left = { "-": 0, "+": 0 };
  for (const line of text.split("\n")) {
    const sign = line[0];
    if (left["-"] + left["+"] > 0) {
      if (sign !== "-" && sign !== "+") continue;
      left[sign] -= 1;
      found.push({ sign, path: path[sign], text: line.slice(1).trim() });
      continue;
    }
    const [, removed, added] = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line) ?? [];
    if (line.startsWith("@@ ")) Object.assign(left, { "-": Number(removed ?? 1), "+": Number(added ?? 1) });
    else if (line.startsWith("--- a/")) path["-"] = line.slice("--- a/".length);
    else if (line.startsWith("+++ b/")) path["+"] = line.slice("+++ b/".length);
  }
  return found;
}
