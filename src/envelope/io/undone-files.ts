// Asks git whether a command would leave files as base has them, and only files that this branch has changed.
import { lstatSync } from "node:fs";
import path from "node:path";
import { mergeBase } from "../../git/containment.ts";
import type { Place } from "../../git/place.ts";
import { tryGit } from "../../git/run.ts";
import type { FileTarget } from "../action.ts";
import type { Undoing, UndoneFile } from "../undoing-commands.ts";

/** `base` is named as in the bounds. Nothing counts as taken back where base or the kind of file can't be told. */
export async function undoneFiles(
  { kind, source }: Undoing,
  files: readonly FileTarget[],
  { worktree }: Pick<Place, "worktree">,
  base: string,
): Promise<UndoneFile[]> {
  const ref = await branchOf(worktree, base);
  const start = ref && (await mergeBase(worktree, "HEAD", ref));
  const plain = files.filter((file) => isPlainFile(file, worktree));
  if (start === null || plain.length === 0) return files.map((file) => ({ file, isTakenBack: false }));
  const blobs = await blobsOf(
    worktree,
    plain.flatMap(({ inside }) =>
      [start, "HEAD", "", ...(source === null ? [] : [source])].map((rev) => `${rev}:${inside}`),
    ),
  );
  return files.map((file) => {
    const at = (rev: string) => blobs.get(`${rev}:${file.inside}`);
    const first = at(start);
    const head = at("HEAD");
    const index = at("");
    // The path was not asked about, is a folder, or can't be read by git.
    if (first === undefined || head === undefined || index === undefined) return { file, isTakenBack: false };
    const after = kind === "remove" ? null : at(source ?? "");
    return { file, isTakenBack: (head !== first || index !== first) && after === first };
  });
}

/**
 * The files of commits of this branch as a revert would leave them; null for a commit of another branch, a merge, or what
 * can't be told.
 */
export async function revertedFiles(
  commits: readonly string[],
  found: (path: string) => FileTarget,
  { worktree }: Pick<Place, "worktree">,
  base: string,
): Promise<UndoneFile[] | null> {
  const ref = await branchOf(worktree, base);
  const start = ref && (await mergeBase(worktree, "HEAD", ref));
  if (start === null) return null;
  const own = (await tryGit(worktree, ["rev-list", "--no-merges", `${start}..HEAD`])).stdout.split("\n");
  const files: UndoneFile[] = [];
  for (const named of commits) {
    const { stdout } = await tryGit(worktree, ["rev-parse", "--verify", "--quiet", `${named}^{commit}`]);
    const commit = stdout.trim();
    if (commit === "" || !own.includes(commit)) return null;
    const shape = ["--name-only", "-r", "-z", "--no-commit-id", "--no-renames"];
    const listed = await tryGit(worktree, ["diff-tree", ...shape, commit]);
    const paths = listed.stdout.split("\0").filter(Boolean);
    if (paths.some((each) => /[\r\n]/.test(each))) return null;
    const revs = [start, `${commit}^`, commit, "HEAD"];
    const blobs = await blobsOf(
      worktree,
      paths.flatMap((each) => revs.map((rev) => `${rev}:${each}`)),
    );
    for (const each of paths) {
      const [first, before, after, head] = revs.map((rev) => blobs.get(`${rev}:${each}`));
      if (first === undefined || head === undefined) return null;
      files.push({ file: found(path.join(worktree, each)), isTakenBack: before === first && after === head });
    }
  }
  return files;
}

/** The branch in full, so that no tag is meant; null where two branches have the name. */
async function branchOf(dir: string, base: string): Promise<string | null> {
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(base)) return base;
  const whole = base.startsWith("refs/") ? [base] : [`refs/heads/${base}`, `refs/remotes/${base}`];
  const { stdout } = await tryGit(dir, ["for-each-ref", "--format=%(refname)", ...whole]);
  const found = stdout.split("\n").filter((name) => whole.includes(name));
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** A link stands for another file, and git would read a name with a line break as two. */
const isPlainFile = ({ inside, absolute, named, problem }: FileTarget, worktree: string): boolean =>
  problem === null &&
  inside !== null &&
  // Another worktree beside it may have a name that begins with this one's.
  absolute.startsWith(worktree + path.sep) &&
  named.length === 0 &&
  !/[\r\n\0]/.test(inside) &&
  lstatSync(absolute, { throwIfNoEntry: false })?.isDirectory() !== true;

/** The blob id of each; null where there is none. The map lacks what is no file. */
async function blobsOf(dir: string, names: readonly string[]): Promise<Map<string, string | null>> {
  const shape = "--batch-check=%(objecttype) %(objectname)";
  const { code, stdout } = await tryGit(dir, ["cat-file", shape], `${names.join("\n")}\n`);
  const lines = stdout.split("\n");
  const found = new Map<string, string | null>();
  for (const [at, name] of code === 0 ? names.entries() : []) {
    const [, id] = /^blob ([0-9a-f]+)$/.exec(lines[at] ?? "") ?? [];
    if (id !== undefined) found.set(name, id);
    else if (lines[at] === `${name} missing`) found.set(name, null);
  }
  return found;
}
