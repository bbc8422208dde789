// Commits one laid-down learning on the checked-out branch, by itself: no other file, index entry or hook is involved.

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

/** What git keeps in a worktree's git directory while it is in the midst of something. */
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
/** Another git holds the index for milliseconds, unless it waits for an editor. */
const PATIENCE_MS = 2_000;
const POLL_MS = 20;

/** Why there is no commit; the file stays for the next one. */
class Refused extends Error {}

/**
 * Commits `file`, a path below the top of the working tree, and returns a note that says so or says why not; never throws.
 *
 * The new index is made from a copy. The index lock is then held only while the branch moves, and let go by the rename
 * that brings the index: whoever runs `git status` sees the file untracked or committed. Where the user's git has
 * written its index meanwhile, or the branch has moved, all is done again.
 */
export async function commitInline(
  journal: Journal,
  repository: Repository,
  learning: LearningRecord,
  file: string,
): Promise<string> {
  try {
    // Its objects and refs are the journal's own, its index and HEAD those of the working tree that has the file.
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

/** The branch that has the commit now; null when something else moved or held what it needs. */
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
    // HEAD, so that both reflogs tell; git itself locks what HEAD stands for.
    const told = ["-m", `commit: ${file}`];
    moved = (await tryGit(worktree, ["update-ref", ...told, "HEAD", commit.id, parent])).code === 0;
    if (moved) await rename(lock, index);
    return moved ? branch.replace("refs/heads/", "") : null;
  } finally {
    if (!moved) await rm(lock, { force: true });
  }
}

/** The branch that is checked out, in full. Throws Refused where a commit would get in somebody's way. */
function requireCommittable(gitDir: string): string {
  const found = Object.keys(UNDER_WAY).find((name) => existsSync(path.join(gitDir, name)));
  if (found !== undefined) throw new Refused(`${UNDER_WAY[found]} is under way`);
  const branch = /^ref: (refs\/heads\/.+)\n/.exec(readFileSync(path.join(gitDir, "HEAD"), "utf8"))?.[1];
  if (branch === undefined) throw new Refused("HEAD is detached");
  return branch;
}

/** Moving a branch under another worktree would look there as if its owner had undone the commit. */
async function requireAlone(worktree: string, branch: string): Promise<void> {
  const listed = await git(worktree, ["worktree", "list", "--porcelain"]);
  const holders = listed.split("\n").filter((line) => line === `branch ${branch}`);
  if (holders.length > 1) throw new Refused("another worktree has this branch checked out");
}

/** A file or submodule where the folder should be is the user's, and so is a file of that name. */
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

/** The index with the file added to it, as bytes, and the file's blob as git makes it by the user's attributes. */
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
    // Git looks again at files that are as young as the index it reads; a copy must not be younger.
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

/** Git's own lock, with the content that git gives it; false while somebody else has it. */
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
