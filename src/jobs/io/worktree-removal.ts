// Removes the worktree of a finished job, unless it holds work that no commit has.

import { existsSync, realpathSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Repository } from "../../git/repository.ts";
import { git, tryGit } from "../../git/run.ts";
import { counted } from "../../shared/text/count.ts";
import { shellWord } from "../../shared/text/shell-word.ts";
import { lastLine, worktreeOf } from "./worktrees.ts";

const LEARNINGS = ".agentops/learnings/";

/** True if the journal holds these bytes of a lesson's file. */
export type IsStored = (bytes: Buffer) => Promise<boolean>;

/** Removes it unless it holds work that no commit has, and says what became of it. The branch stays. */
export async function removeWorktree(
  repository: Repository,
  own: string | null,
  branch: string,
  isStored: IsStored,
): Promise<string> {
  const found = await worktreeOf(repository, branch);
  if (!found || !existsSync(found.folder)) return `there is no worktree of ${branch}`;
  const { folder } = found;
  const kept = (why: string) =>
    `the worktree is kept: ${why}; later, from another folder: git worktree remove ${shellWord(folder)}`;
  if (!found.isOwn) return `there is no worktree of ${branch}; ${folder} has it checked out`;
  if (own !== null && isInside(own, folder)) return kept("this session works in it");
  if (found.locked !== null) return kept(`it is locked${found.locked === "" ? "" : ` (${found.locked})`}`);
  // Its commits may be on no branch.
  if (found.branch === null) return kept(`HEAD is detached in ${folder}`);
  const files = await status(folder);
  const work = await unstored(folder, files, isStored);
  if (work.length > 0)
    return kept(`${counted(work.length, "file")} in it not committed (${work.slice(0, 3).join(", ")})`);
  // Lessons are in the journal, and git refuses to remove a folder with untracked files.
  const lessons = files.map(({ file }) => path.join(folder, file));
  const contents = await Promise.all(lessons.map((file) => readFile(file)));
  for (const file of lessons) await rm(file);
  const { code, stderr } = await tryGit(repository.commonDir, ["worktree", "remove", "--", folder]);
  if (code === 0) return `the worktree is removed; its commits are on ${found.branch}`;
  for (const [at, file] of lessons.entries()) await writeFile(file, contents[at] ?? "");
  return kept(lastLine(stderr));
}

/** Paths of a working tree that no commit holds and, for lessons, not the journal either. */
export const uncommitted = async (folder: string, isStored: IsStored): Promise<string[]> =>
  unstored(folder, await status(folder), isStored);

interface Changed {
  readonly state: string;
  readonly file: string;
}

async function unstored(folder: string, files: readonly Changed[], isStored: IsStored): Promise<string[]> {
  const held = files.map(
    async ({ state, file }) =>
      state === "??" &&
      file.startsWith(LEARNINGS) &&
      (await readFile(path.join(folder, file)).then(isStored, () => false)),
  );
  const safe = await Promise.all(held);
  return files.flatMap(({ file }, at) => (safe[at] ? [] : [file]));
}

async function status(folder: string): Promise<Changed[]> {
  const listed = await git(folder, [
    ...["status", "--porcelain", "-z", "--untracked-files=all", "--no-renames", "--ignore-submodules=none"],
  ]);
  return listed
    .split("\0")
    .filter(Boolean)
    .map((line) => ({ state: line.slice(0, 2), file: line.slice(3) }));
}

function isInside(folder: string, other: string): boolean {
  const relative = path.relative(realpathSync(other), folder);
  return relative === "" || (!relative.startsWith("..") && !path.isAbsolute(relative));
}
