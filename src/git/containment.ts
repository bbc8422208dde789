// Tells if a commit contains a claim's change, even after a rebase or squash has given it other ids.

import { isLessonFile, LESSONS } from "./lessons-folder.ts";
import { git, tryGit } from "./run.ts";
import { SUBJECT_PATHS } from "./subject.ts";

/** One change, from the commit it builds on (null for a first commit) to the claimed commit. */
export interface Change {
  readonly from: string | null;
  readonly commit: string;
  readonly commits: number;
  /** Cumulative patch id; null for an empty change. */
  readonly patch: string | null;
}

/** The mode of a plain file in git. */
const FILE = "100644";

/** Settings of the user must not change what a patch looks like. */
const DIFF = [
  // Otherwise `.gitmodules` or a person's settings could leave submodules out.
  "--ignore-submodules=none",
  ...["--no-renames", "--no-ext-diff", "--no-textconv", "--diff-algorithm=myers", "--no-indent-heuristic"],
  ...["--binary", "--full-index", "--unified=0", "--no-color", "--src-prefix=a/", "--dst-prefix=b/"],
];
/** True where `commit` is `tip` or comes before it; also false where one of them is missing here. */
export async function isAncestor(dir: string, commit: string, tip: string): Promise<boolean> {
  return commit === tip || (await tryGit(dir, ["merge-base", "--is-ancestor", commit, tip])).code === 0;
}

/** True where `tip` itself was once at `commit`; the commits of a merged side branch are no state of it. */
export async function isOnFirstParents(dir: string, commit: string, tip: string): Promise<boolean> {
  if (commit === tip) return true;
  const asked = ["rev-list", "--first-parent", tip, "--not", `${commit}^@`, "--"];
  const { code, stdout } = await tryGit(dir, asked);
  return code === 0 && stdout.split("\n").includes(commit);
}

/** Those of these local branches with commits that `tip` does not contain; asks git once. */
export async function notMerged(dir: string, branches: readonly string[], tip: string): Promise<string[]> {
  if (branches.length === 0) return [];
  const named = branches.map((branch) => `refs/heads/${branch}`);
  const listed = await git(dir, ["for-each-ref", "--format=%(refname)", `--no-merged=${tip}`, ...named]);
  const found = new Set(listed.split("\n"));
  return branches.filter((branch) => found.has(`refs/heads/${branch}`));
}

/** Null where the two have nothing in common. */
export async function mergeBase(dir: string, a: string, b: string): Promise<string | null> {
  const { code, stdout } = await tryGit(dir, ["merge-base", a, b]);
  return code === 0 ? stdout.trim() : null;
}

/** How many first-parent commits after `from` up to `to` change more than learnings; null starts at the first commit. */
export async function countCommits(dir: string, from: string | null, to: string): Promise<number> {
  return (await lineOf(dir, from, to)).length;
}

interface Step {
  readonly commit: string;
  readonly paths: readonly string[];
}

/** First-parent commits that change more than learnings, oldest first, each with the paths that it changes. */
async function lineOf(dir: string, from: string | null, to: string): Promise<Step[]> {
  const format = ["--format=%x01%H", "--name-only", "-z", "--no-renames", "--ignore-submodules=none"];
  const range = from === null ? [to] : [to, `^${from}`];
  const listed = await tryGit(dir, [
    "log",
    "--first-parent",
    "--diff-merges=first-parent",
    "--reverse",
    ...format,
    ...range,
    ...paths,
  ]);
  if (listed.code !== 0) return [];
  return listed.stdout
    .split("\x01")
    .filter(Boolean)
    .map((entry) => {
      const [commit = "", ...changed] = entry.split(/[\0\n]/).filter(Boolean);
      return { commit, paths: changed };
    });
}

/** Those of `commits` that exist here and are neither `tip` nor before it, found in one walk. */
async function unreachable(dir: string, tip: string, commits: readonly string[]): Promise<Set<string>> {
  const input = [`^${tip}`, ...commits].join("\n");
  const { stdout } = await tryGit(dir, ["rev-list", "--ignore-missing", "--stdin"], `${input}\n`);
  return new Set(stdout.split("\n").filter(Boolean));
}

/** Paths that differ, without lessons; `existing` are those that `from` has. */
export async function changedPaths(
  dir: string,
  from: string | null,
  to: string,
): Promise<{ paths: string[]; existing: string[] }> {
  const shape = ["-r", "-z", "--name-status", "--no-renames", "--ignore-submodules=none"];
  const listed = (await git(dir, ["diff-tree", ...shape, ...ends(from, to), ...paths])).split("\0");
  const changed = listed.flatMap((status, at) => (at % 2 === 0 && status !== "" ? [{ status, at }] : []));
  const all = changed.map(({ status, at }) => ({ added: status === "A", path: listed[at + 1] ?? "" }));
  return {
    paths: all.map(({ path }) => path),
    existing: all.filter(({ added }) => !added).map(({ path }) => path),
  };
}

/**
 * What a change leaves in the lessons' folder that is no lesson: another kind of file, a link, an executable, or something
 * deeper.
 */
export async function strayLessons(dir: string, from: string | null, to: string): Promise<string[]> {
  const shape = ["-r", "-z", "--raw", "--no-renames", "--ignore-submodules=none"];
  const listed = (await git(dir, ["diff-tree", ...shape, ...ends(from, to), "--", LESSONS])).split("\0");
  return listed.flatMap((facts, at) => {
    const mode = /^:\d+ (\d+) /.exec(facts)?.[1];
    const path = listed[at + 1] ?? "";
    if (mode === undefined || mode === "000000" || at % 2 === 1) return [];
    if (!isLessonFile(path)) return [path];
    return mode === FILE ? [] : [`${path} (no plain file)`];
  });
}

/** The id of the whole change, the same wherever it is applied; null for an empty change. */
export async function patchId(dir: string, from: string | null, to: string): Promise<string | null> {
  const patch = await git(dir, ["diff-tree", "-r", "-p", ...DIFF, ...ends(from, to), ...paths]);
  const { stdout } = await tryGit(dir, ["patch-id", "--stable"], patch);
  return stdout.split(" ")[0]?.trim() || null;
}

const paths = ["--", ...SUBJECT_PATHS];
/** The empty tree, which git knows by these ids even if it is not stored. */
const EMPTY_TREE = {
  sha1: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
  sha256: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
};
/** Two trees for git to compare; the empty one where there is no commit to start from. */
export const ends = (from: string | null, to: string): string[] => [
  from ?? (to.length === 40 ? EMPTY_TREE.sha1 : EMPTY_TREE.sha256),
  to,
];

/** What a claim says of its change. */
export interface ClaimedChange extends Change {
  /** Its tree without learnings. */
  readonly subject: string;
  /** The first of the paths that it changes; `files` counts all. */
  readonly paths: readonly string[];
  readonly files: number;
}

export interface ContainmentPorts {
  /** The tree without learnings; null where the commit is not here. */
  subjectOf(commit: string): Promise<string | null>;
  exists(commit: string): Promise<boolean>;
}

/** Remembers its findings, as commits never change. One per repository. */
export function createContainment(dir: string, { subjectOf, exists }: ContainmentPorts) {
  const known = new Map<string, Promise<string | null>>();
  const patches = new Map<string, Promise<string | null>>();
  const lines = new Map<string, Promise<Step[]>>();

  /** The longest line of a tip serves all claims that begin somewhere on it. */
  async function lineAfter(from: string | null, tip: string): Promise<readonly Step[]> {
    const longest = (await lines.get(tip)) ?? [];
    const start = longest.findIndex(({ commit }) => commit === from);
    if (start >= 0) return longest.slice(start + 1);
    const line = await lineOf(dir, from, tip);
    if (line.length > longest.length) lines.set(tip, Promise.resolve(line));
    return line;
  }

  async function find(change: ClaimedChange, tip: string): Promise<string | null> {
    if ((await subjectOf(tip)) === change.subject) return tip;
    if (change.from !== null && !(await isAncestor(dir, change.from, tip))) return null;
    const line = await lineAfter(change.from, tip);
    for (const [at, { commit }] of line.entries()) if (await endsAt(change, line, at)) return commit;
    return null;
  }

  /** True where it was squashed into the commit at this place of the line, or rebased commit by commit up to it. */
  async function endsAt(change: ClaimedChange, line: readonly Step[], at: number): Promise<boolean> {
    const commit = line[at]?.commit ?? "";
    for (const length of new Set([1, change.commits])) {
      const steps = line.slice(Math.max(0, at + 1 - length), at + 1);
      if (steps.length < length || !touches(change, steps)) continue;
      if ((await subjectOf(commit)) === change.subject) return true;
      if (change.patch === null) continue;
      const from = line[at - length]?.commit ?? change.from;
      const patch = () => patchId(dir, from, commit);
      if ((await remember(patches, `${from} ${commit}`, patch)) === change.patch) return true;
    }
    return false;
  }

  async function within(changes: readonly ClaimedChange[], tip: string): Promise<(string | null)[]> {
    const here = await Promise.all(changes.map(({ commit }) => exists(commit)));
    const present = changes.flatMap(({ commit }, at) => (here[at] ? [commit] : []));
    const beyond = await unreachable(dir, tip, present);
    const found: (string | null)[] = [];
    for (const [at, change] of changes.entries()) {
      const contained =
        here[at] === true && !beyond.has(change.commit)
          ? change.commit
          : remember(known, `${change.commit} ${tip}`, () => find(change, tip));
      found.push(await contained);
    }
    return found;
  }

  return {
    /**
     * For each change, oldest first, the commit by which `tip` contains it: its own if that is an ancestor, else one with
     * an equal subject or cumulative patch; null for none.
     */
    within,
  };
}

/** A cheap test before a patch is made: the steps change every path of the claim, and a single step nothing else. */
function touches({ paths: wanted, files }: ClaimedChange, steps: readonly Step[]): boolean {
  const changed = new Set(steps.flatMap((step) => step.paths));
  return wanted.every((path) => changed.has(path)) && (steps.length > 1 || changed.size === files);
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
