// A working tree and branch for each isolated job, beside the repository; none is removed with work in it that no commit holds.
import { existsSync, realpathSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { AgentOpsError } from "../errors.ts";
import type { Repository } from "../git/repository.ts";
import { git, tryGit } from "../git/run.ts";

export const JOB_BRANCHES = "agentops/";
const LEARNINGS = ".agentops/learnings/";

export interface Worktree {
  readonly folder: string;
  /** Short name; null where HEAD is detached. */
  readonly branch: string | null;
}

/** `<repository>-jobs`, beside the main working tree: outside of every working tree, so that no tool mistakes it for its part. */
export function worktreesFolder({ commonDir }: Pick<Repository, "commonDir">): string {
  const top = path.basename(commonDir) === ".git" ? path.dirname(commonDir) : commonDir.replace(/\.git$/, "");
  return `${top}-jobs`;
}

/** `agentops/<job>-<slug>`; letters, digits and hyphens only, which git accepts in every branch's name. */
export function branchOf(name: string, title: string): string {
  const slug = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
  return `${JOB_BRANCHES}${name}${slug === "" ? "" : `-${slug}`}`;
}

export async function listWorktrees({ commonDir }: Pick<Repository, "commonDir">): Promise<Worktree[]> {
  const listed = await git(commonDir, ["worktree", "list", "--porcelain", "-z"]);
  return listed.split("\0\0").flatMap((entry) => {
    const lines = entry.split("\0");
    const folder = lines.find((line) => line.startsWith("worktree "))?.slice("worktree ".length);
    const branch = lines.find((line) => line.startsWith("branch refs/heads/"));
    return folder ? [{ folder, branch: branch?.slice("branch refs/heads/".length) ?? null }] : [];
  });
}

/** The branch begins at HEAD of `from` where it is new. Throws JOB_REFUSED where the folder or the branch is taken. */
export async function addWorktree(
  repository: Repository,
  from: string,
  branch: string,
): Promise<{ folder: string; branch: string }> {
  const folder = path.join(worktreesFolder(repository), branch.slice(JOB_BRANCHES.length));
  const there = (await listWorktrees(repository)).find((each) => each.branch === branch);
  // What an earlier worker of the same job left, committed or not, is its successor's to judge.
  if (there && existsSync(there.folder)) return { folder: there.folder, branch };
  if (existsSync(folder))
    throw new AgentOpsError(
      "JOB_REFUSED",
      `The folder ${path.basename(folder)} for the job's worktree exists and is none of this job's.`,
      `Move it away (it lies in ${path.basename(path.dirname(folder))}, beside the repository), or start without isolate.`,
    );
  const known =
    (await tryGit(repository.commonDir, ["rev-parse", "-q", "--verify", `refs/heads/${branch}`])).code === 0;
  const { code, stderr } = await tryGit(from, [
    ...["worktree", "add", "--quiet"],
    ...(known ? ["--force", "--", folder, branch] : ["-b", branch, "--", folder, "HEAD"]),
  ]);
  if (code === 0) return { folder: realpathSync(folder), branch };
  throw new AgentOpsError(
    "JOB_REFUSED",
    `git could not make the worktree: ${stderr.trim().split("\n").at(-1) ?? ""}`,
    "Remove the cause, or start without isolate.",
  );
}

/** Removes it unless it holds work that no commit holds; says what became of it. The branch stays. */
export async function removeWorktree(
  repository: Repository,
  own: string | null,
  branch: string,
): Promise<string> {
  const found = (await listWorktrees(repository)).find((each) => each.branch === branch);
  if (!found || !existsSync(found.folder)) return `there is no worktree of ${branch}`;
  if (own !== null && isInside(own, found.folder)) return "the worktree is kept: this session works in it";
  const work = await uncommitted(found.folder);
  if (work.length > 0)
    return `the worktree is kept: ${work.length} files in it are not committed (${work.slice(0, 3).join(", ")})`;
  // Lessons are in the journal, and git would refuse to remove a folder with files that it does not track.
  const lessons = (await status(found.folder)).filter(({ state }) => state === "??").map(({ file }) => file);
  for (const file of lessons) await rm(path.join(found.folder, file), { force: true });
  const { code, stderr } = await tryGit(repository.commonDir, ["worktree", "remove", "--", found.folder]);
  return code === 0
    ? `the worktree is removed; its commits are on ${branch}`
    : `the worktree is kept: ${stderr.trim().split("\n").at(-1) ?? ""}`;
}

/** Paths of a working tree that no commit holds, lessons left out. */
export const uncommitted = async (folder: string): Promise<string[]> =>
  (await status(folder)).flatMap(({ file }) => (file.startsWith(LEARNINGS) ? [] : [file]));

async function status(folder: string): Promise<{ state: string; file: string }[]> {
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
