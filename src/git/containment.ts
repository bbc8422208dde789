// Whether a commit contains the change of a claim, also after a rebase or a squash has given it other ids.

import { git, tryGit } from "./run.ts";
import { SUBJECT_PATHS } from "./subject.ts";

/** One change, from the commit that it builds on (null for a first commit) to the commit that was claimed. */
export interface Change {
  readonly from: string | null;
  readonly commit: string;
  readonly commits: number;
  /** Cumulative patch id; null for a change of nothing. */
  readonly patch: string | null;
}

/** Settings of the user must not change what a patch looks like. */
const DIFF = [
  ...["--no-renames", "--no-ext-diff", "--no-textconv", "--diff-algorithm=myers", "--no-indent-heuristic"],
  ...["--binary", "--full-index", "--unified=0", "--no-color", "--src-prefix=a/", "--dst-prefix=b/"],
];
/** Commits that are looked through for a rebased or squashed change; older ones are found as ancestors. */
const MOST_COMMITS = 2_000;

/** True when `commit` is `tip` or comes before it; false also where one of them is not here. */
export async function isAncestor(dir: string, commit: string, tip: string): Promise<boolean> {
  return commit === tip || (await tryGit(dir, ["merge-base", "--is-ancestor", commit, tip])).code === 0;
}

/** Null where the two have nothing in common. */
export async function mergeBase(dir: string, a: string, b: string): Promise<string | null> {
  const { code, stdout } = await tryGit(dir, ["merge-base", a, b]);
  return code === 0 ? stdout.trim() : null;
}

/** First-parent commits after `from` up to `to`, oldest first; null for `from` starts at the first commit. */
export async function commitsBetween(dir: string, from: string | null, to: string): Promise<string[]> {
  const range = from === null ? [to] : [to, `^${from}`];
  const listed = await tryGit(dir, ["rev-list", "--first-parent", "--reverse", ...range]);
  return listed.code === 0 ? listed.stdout.split("\n").filter(Boolean) : [];
}

/** Paths that differ, without learnings. */
export async function changedPaths(dir: string, from: string | null, to: string): Promise<string[]> {
  const listed = await git(dir, [
    "diff-tree",
    "-r",
    "-z",
    "--name-only",
    "--no-renames",
    ...ends(from, to),
    ...paths,
  ]);
  return listed.split("\0").filter(Boolean);
}

/** The id that the whole change has wherever it is applied; null for a change of nothing. */
export async function patchId(dir: string, from: string | null, to: string): Promise<string | null> {
  const patch = await git(dir, ["diff-tree", "-r", "-p", ...DIFF, ...ends(from, to), ...paths]);
  const { stdout } = await tryGit(dir, ["patch-id", "--stable"], patch);
  return stdout.split(" ")[0]?.trim() || null;
}

const paths = ["--", ...SUBJECT_PATHS];
/** Git knows the tree without files by these ids, stored or not. */
const EMPTY_TREE = {
  sha1: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
  sha256: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
};
const ends = (from: string | null, to: string): string[] => [
  from ?? (to.length === 40 ? EMPTY_TREE.sha1 : EMPTY_TREE.sha256),
  to,
];

/** Remembers what it found: commits never change. One per repository. */
export function createContainment(dir: string, subjectOf: (commit: string) => Promise<string | null>) {
  const known = new Map<string, Promise<boolean>>();
  const patches = new Map<string, Promise<string | null>>();

  function patchOf(from: string | null, to: string): Promise<string | null> {
    return remember(patches, `${from} ${to}`, () => patchId(dir, from, to));
  }

  async function find(change: Change, subject: string, tip: string): Promise<boolean> {
    if (await isAncestor(dir, change.commit, tip)) return true;
    if ((await subjectOf(tip)) === subject) return true;
    if (change.from !== null && !(await isAncestor(dir, change.from, tip))) return false;
    const line = (await commitsBetween(dir, change.from, tip)).slice(-MOST_COMMITS);
    for (const [at, commit] of line.entries()) {
      if ((await subjectOf(commit)) === subject) return true;
      if (change.patch !== null && (await hasSamePatch(change, line, at))) return true;
    }
    return false;
  }

  /** Squashed into the one commit at this place of the line, or rebased commit by commit up to it. */
  async function hasSamePatch(change: Change, line: readonly string[], at: number): Promise<boolean> {
    const to = line[at] ?? "";
    for (const length of new Set([1, change.commits])) {
      if (at - length < -1) continue;
      const from = line[at - length] ?? change.from;
      if ((await patchOf(from, to)) === change.patch) return true;
    }
    return false;
  }

  return {
    /** Ancestor, equal subject, or equal cumulative patch. `subject` is the claim's tree without learnings. */
    contains: (change: Change, subject: string, tip: string): Promise<boolean> =>
      remember(known, `${change.commit} ${tip}`, () => find(change, subject, tip)),
  };
}

function remember<T>(map: Map<string, Promise<T>>, key: string, work: () => Promise<T>): Promise<T> {
  const found = map.get(key);
  if (found) return found;
  const made = work().catch((error) => {
    map.delete(key);
    throw error;
  });
  map.set(key, made);
  return made;
}
