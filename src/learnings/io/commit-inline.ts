// Commits one lesson file on the checked-out branch, alone: no other file, index entry or hook is involved.

import { existsSync, readFileSync } from "node:fs";
import { copyFile, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { frame, isFolder, writeLoose } from "../../git/objects.ts";
import type { Repository } from "../../git/repository.ts";
import { git, gitEnvironment, tryGit } from "../../git/run.ts";
import { type AppendPorts, commitBytes } from "../../journal/append.ts";
import type { Journal } from "../../journal/journal.ts";
import { inTurn } from "../../journal/queue.ts";
import { insertFiles, type TreeReader } from "../../journal/tree.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { codeOf, isCode } from "../../shared/files.ts";
import type { LearningRecord } from "../records/learning.ts";
import { learningCommitMessage } from "./learning-file.ts";
import { temporaryName, WORK_FOLDER } from "./place-file.ts";

/** Files in a worktree's git directory that mean that git is in the middle of something. */
const UNDER_WAY: Readonly<Record<string, string>> = {
  "rebase-merge": "a rebase",
  "rebase-apply": "a rebase",
  MERGE_HEAD: "a merge",
  CHERRY_PICK_HEAD: "a cherry-pick",
  REVERT_HEAD: "a revert",
  sequencer: "a cherry-pick or revert",
  BISECT_LOG: "a bisect",
  BISECT_START: "a bisect",
};
/** Milliseconds; another git holds the index lock only briefly, unless it waits for an editor. */
const PATIENCE_MS = 2_000;
const POLL_MS = 20;

/** Why there is no commit; the file stays for the next one. */
class Refused extends Error {}

/**
 * Commits `file`, a path below the top of the working tree, and returns a note that says so or why not; never throws. The
 * new index is made from a copy. The lock is held only while the branch moves, and released by the rename that installs the
 * index, so `git status` shows the file as untracked or committed and nothing in between. Where the user's git has changed
 * index or branch meanwhile, everything is done again.
 */
export async function commitInline(
  journal: Journal,
  repository: Repository,
  learning: LearningRecord,
  file: string,
): Promise<string> {
  try {
    // Objects and refs are the journal's own; index and HEAD are those of the working tree with the file.
    const ports = { ...(await journal.writer()), repository };
    const branch = await inTurn(path.join(ports.folder, "commits"), async () => {
      for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(POLL_MS)) {
        const done = await attempt(ports, journal, learning, file);
        if (done !== null) return done;
      }
      throw new Refused("the index or branch stayed locked");
    });
    return `committed on ${branch}`;
  } catch (error) {
    return `commit it with the work; not committed: ${reasonOf(error)}`;
  }
}

/** The branch with the new commit; null where something else moved or held what it needs. */
async function attempt(
  ports: AppendPorts,
  { reader }: Journal,
  { id, title }: LearningRecord,
  file: string,
): Promise<string | null> {
  const { repository, trees } = ports;
  const { gitDir, worktree, objectFormat, commonDir } = repository;
  if (worktree === null || repository.refFormat !== "files") throw new Refused("not supported here");
  const branch = requireCommittable(gitDir);
  const parent = await reader.resolve(`${branch}^{commit}`);
  if (parent === null) throw new Refused("the branch has no commit yet");
  const tree = await trees.treeOf(parent);
  await requireFree(trees, tree, file);
  const before = await stampOf(path.join(gitDir, "index"));
  const [staged] = await Promise.all([stage(ports, worktree, id, file), requireAlone(worktree, branch)]);
  const { root, objects } = await insertFiles(trees, objectFormat, tree, [{ path: file, id: staged.blob }]);
  const bytes = commitBytes(root, parent, ports.author, learningCommitMessage([title]));
  const commit = frame(objectFormat, "commit", bytes);
  for (const made of [...objects, commit]) await writeLoose(commonDir, made.id, made.framed);

  const index = path.join(gitDir, "index");
  const lock = `${index}.lock`;
  if (!(await takeLock(lock, staged.index, before.mode))) return null;
  let moved = false;
  try {
    const now = await stampOf(index);
    if (now.stamp !== before.stamp || requireCommittable(gitDir) !== branch) return null;
    // Through HEAD, so that both reflogs get an entry; git itself locks the branch behind it.
    const told = ["-m", `commit: ${file}`];
    moved = (await tryGit(worktree, ["update-ref", ...told, "HEAD", commit.id, parent])).code === 0;
    if (moved) await rename(lock, index);
    return moved ? branch.replace("refs/heads/", "") : null;
  } finally {
    if (!moved) await rm(lock, { force: true });
  }
}

/** The checked-out branch in full. Throws Refused where a commit would interfere with somebody's work. */
function requireCommittable(gitDir: string): string {
  const found = Object.keys(UNDER_WAY).find((name) => existsSync(path.join(gitDir, name)));
  if (found !== undefined) throw new Refused(`${UNDER_WAY[found]} is under way`);
  const branch = /^ref: (refs\/heads\/.+)\n/.exec(readFileSync(path.join(gitDir, "HEAD"), "utf8"))?.[1];
  if (branch === undefined) throw new Refused("HEAD is detached");
  return branch;
}

/** Another worktree on the same branch would look as if its owner had undone the commit. */
async function requireAlone(worktree: string, branch: string): Promise<void> {
  const listed = await git(worktree, ["worktree", "list", "--porcelain"]);
  const holders = listed.split("\n").filter((line) => line === `branch ${branch}`);
  if (holders.length > 1) throw new Refused("another worktree has this branch checked out");
}

/** A file or submodule in place of the folder belongs to the user, and so does a file of that name. */
async function requireFree(trees: TreeReader, root: string | null, file: string): Promise<void> {
  const parts = file.split("/");
  let at = root;
  for (const [depth, part] of parts.entries()) {
    const entry = (await trees.entries(at)).get(part);
    if (!entry) return;
    if (depth === parts.length - 1 || !isFolder(entry))
      throw new Refused(`HEAD has another ${parts.slice(0, depth + 1).join("/")}`);
    at = entry.id;
  }
}

/** The index with the file added, as bytes, and the file's blob as git makes it by the user's attributes. */
async function stage(
  { repository: { gitDir }, folder }: AppendPorts,
  worktree: string,
  id: string,
  file: string,
): Promise<{ index: Buffer; blob: string }> {
  const index = path.join(gitDir, "index");
  const copy = path.join(folder, WORK_FOLDER, temporaryName(id));
  try {
    const { mtimeMs } = await stat(index);
    await copyFile(index, copy);
    // Git re-checks files as young as the index it reads, so a copy must not be younger.
    const time = new Date(Math.floor(mtimeMs) - 1);
    await utimes(copy, time, time);
    const env = { ...gitEnvironment(), GIT_INDEX_FILE: copy };
    await git(worktree, ["update-index", "--add", "--", file], undefined, env);
    const listed = await git(worktree, ["ls-files", "--stage", "--", file], undefined, env);
    const [, blob = ""] = listed.split(" ");
    return { index: await readFile(copy), blob };
  } finally {
    for (const each of [copy, `${copy}.lock`]) await rm(each, { force: true });
  }
}

/** Git's own lock file with git's content; false while somebody else holds it. */
async function takeLock(lock: string, index: Buffer, mode: number): Promise<boolean> {
  try {
    await writeFile(lock, index, { flag: "wx", mode });
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    await rm(lock, { force: true });
    throw error;
  }
}

async function stampOf(file: string): Promise<{ stamp: string; mode: number }> {
  const { ino, size, mtimeNs, ctimeNs, mode } = await stat(file, { bigint: true });
  return { stamp: `${ino} ${size} ${mtimeNs} ${ctimeNs}`, mode: Number(mode) & 0o777 };
}

function reasonOf(error: unknown): string {
  if (error instanceof Refused) return error.message;
  if (error instanceof AgentOpsError) return error.message.replace(/\.$/, "");
  return codeOf(error) ?? "unexpected fault";
}
