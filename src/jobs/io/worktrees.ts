// Makes and finds the working tree and branch of each isolated job, in a folder beside the repository.
import { existsSync, realpathSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gitAtWork } from "../../git/at-work.ts";
import { exactRef } from "../../git/named-commit.ts";
import type { Repository } from "../../git/repository.ts";
import { diskFull, git, tryGit } from "../../git/run.ts";
import { faultIn } from "../../git/words.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { quoted } from "../../shared/text/quoting.ts";
import type { JobWorktree } from "../port.ts";

export const JOB_BRANCHES = "agentops/";
/** The lock reason that git sets itself while it makes a worktree. */
export const HALF_MADE = "initializing";
/** Milliseconds in which a git may still finish a worktree after its server was killed, where processes can't be listed. */
const MAKING_MS = 10_000;

export interface Worktree {
  readonly folder: string;
  /** Short name; null where HEAD is detached, also while a rebase waits. */
  readonly branch: string | null;
  /** Why git refuses to remove it; null where nothing does. */
  readonly locked: string | null;
}

/**
 * `<repository>-jobs` beside the main working tree, and outside of every working tree, so that no tool takes it for a part
 * of one.
 */
export function worktreesFolder({ commonDir }: Pick<Repository, "commonDir">): string {
  const top = path.basename(commonDir) === ".git" ? path.dirname(commonDir) : commonDir.replace(/\.git$/, "");
  return `${top}-jobs`;
}

/** `agentops/<job>-<slug>`; letters, digits and hyphens only, which git accepts in every branch's name. */
export function branchOf(name: string, title: string): string {
  const slug = title
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-|-$/g, "");
  return `${JOB_BRANCHES}${name}${slug === "" ? "" : `-${slug}`}`;
}

export async function listWorktrees({ commonDir }: Pick<Repository, "commonDir">): Promise<Worktree[]> {
  const listed = await git(commonDir, ["worktree", "list", "--porcelain", "-z"]);
  return listed.split("\0\0").flatMap((entry) => {
    const lines = entry.split("\0");
    const told = (word: string) =>
      lines
        .find((line) => line.startsWith(word))
        ?.slice(word.length)
        .trim();
    const folder = told("worktree ");
    const branch = told("branch refs/heads/") ?? null;
    return folder ? [{ folder, branch, locked: told("locked") ?? null }] : [];
  });
}

/** The worktree at the job's own place, whatever is checked out there; else the one with its branch. */
export async function worktreeOf(repository: Repository, branch: string): Promise<(Worktree & Place) | null> {
  const trees = await listWorktrees(repository);
  const place = folderOf(repository, branch);
  const own = trees.find(({ folder }) => folder === place);
  const found = own ?? trees.find((each) => each.branch === branch);
  return found ? { ...found, isOwn: own !== undefined } : null;
}

/** The folder where the job's branch is checked out, or would be. */
export const folderOfJob = async (repository: Repository, branch: string): Promise<string> =>
  (await worktreeOf(repository, branch))?.folder ?? folderOf(repository, branch);

export interface Place {
  /** False where a person has the job's branch checked out. */
  readonly isOwn: boolean;
}

/** The path as git tells it, with links followed. */
function folderOf(repository: Repository, branch: string): string {
  const folder = worktreesFolder(repository);
  const real = existsSync(folder) ? realpathSync(folder) : folder;
  return path.join(real, branch.slice(JOB_BRANCHES.length));
}

/**
 * A new branch begins at HEAD of `from`, or at the branch `start`. Throws JOB_REFUSED where folder or branch is taken,
 * NOT_FOUND for an unknown branch `start`, DISK_FULL.
 */
export async function addWorktree(
  repository: Repository,
  from: string,
  branch: string,
  start: string | null,
): Promise<JobWorktree> {
  const begin = start === null ? "HEAD" : `refs/heads/${start}`;
  if (start !== null && (await exactRef(repository, begin)) === null) throw noBranch(start);
  const there = await madeWhole(repository, branch);
  const late = start === null ? null : `the branch was there already, so it does not begin at ${start}`;
  // What an earlier worker of the job left, committed or not, is its successor's to judge.
  if (there && existsSync(there.folder))
    return { folder: there.folder, branch, note: strayed(there, branch) ?? late };
  const folder = folderOf(repository, branch);
  if ((await readdir(folder).catch(() => [])).length > 0)
    throw new AgentOpsError(
      "JOB_REFUSED",
      `The folder ${path.basename(folder)} for the job's worktree exists and is none of this job's.`,
      `Move it away (it lies in ${path.basename(path.dirname(folder))}, beside the repository).`,
    );
  const holds = async (dir: string, name: string) =>
    (await tryGit(dir, ["rev-parse", "-q", "--verify", name])).code === 0;
  const known = await holds(repository.commonDir, `refs/heads/${branch}`);
  const { code, stderr } = await tryGit(from, [
    ...["worktree", "add", "--quiet"],
    ...(known ? ["--force", "--", folder, branch] : ["-b", branch, "--no-track", "--", folder, begin]),
  ]);
  if (code === 0) return { folder: realpathSync(folder), branch, note: known ? late : null };
  if (faultIn(stderr) === "full_disk") throw diskFull();
  if (!known && !(await holds(from, "HEAD^{commit}")))
    throw new AgentOpsError(
      "JOB_REFUSED",
      "There is no commit yet that the job's branch could begin at.",
      "Commit something first.",
    );
  throw new AgentOpsError(
    "JOB_REFUSED",
    `git could not make the worktree: ${lastLine(stderr)}`,
    "Remove the cause and call again.",
  );
}

/** The job's worktree; one that a killed git left half made is removed first, as nobody can have worked in it. */
async function madeWhole(repository: Repository, branch: string): Promise<Worktree | null> {
  const deadline = performance.now() + MAKING_MS;
  for (;;) {
    const found = await worktreeOf(repository, branch);
    if (found && !found.isOwn)
      throw new AgentOpsError(
        "JOB_REFUSED",
        `The job's branch ${branch} is checked out in ${found.folder}, which is not the job's worktree.`,
        "Check out another branch there, and call again.",
      );
    if (found?.locked !== HALF_MADE) return found;
    const working = await gitAtWork([found.folder], new Set(["worktree"]));
    if (working === 0 || performance.now() > deadline) {
      await rm(found.folder, { recursive: true, force: true });
      await git(repository.commonDir, ["worktree", "remove", "--force", "--force", "--", found.folder]);
      return null;
    }
    await sleep(100);
  }
}

function strayed({ folder, branch: at }: Worktree, branch: string): string | null {
  if (at === branch) return null;
  return at === null
    ? `HEAD is detached in ${folder}; its branch is ${branch}`
    : `${at} is checked out in ${folder}; its branch is ${branch}`;
}

const noBranch = (start: string): AgentOpsError =>
  new AgentOpsError(
    "NOT_FOUND",
    `from: this clone has no branch ${quoted(start, 80)}.`,
    "Send the branch as start_job named it, or leave from out to begin at HEAD.",
  );

export const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";
