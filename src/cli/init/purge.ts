// Deletes for `uninstall --purge` the journal of all clones, this program's folder in the git directory, and the files laid
// down.

import { existsSync } from "node:fs";
import { readdir, rm, rmdir } from "node:fs/promises";
import path from "node:path";
import type { Repository } from "../../git/repository.ts";
import { git, tryGit } from "../../git/run.ts";
import Learning from "../../learnings/records/learning.ts";
import { readJournal } from "../../session/house.ts";
import { keepsSessions, SESSIONS_KEY } from "../../session/talks.ts";
import { createLog } from "../../shared/log.ts";
import { counted } from "../../shared/text/count.ts";

export interface Purge {
  /** Names of all refs below refs/agentops/. */
  readonly refs: readonly string[];
  readonly learnings: number;
  /** This program's folder in the git directory; null where there is none. */
  readonly folder: string | null;
  /** Files below .agentops/ that no commit holds, relative to the top. */
  readonly uncommitted: readonly string[];
  /** True where commits hold files below .agentops/, which stay. */
  readonly committed: boolean;
  readonly base: string | null;
  /** True where this clone keeps what was said in earlier sessions. */
  readonly sessions: boolean;
}

const REFS = "refs/agentops/";

/** Writes the journal into one file that `git fetch` reads. */
export const KEEP_A_COPY = "git bundle create agentops.bundle --glob='refs/agentops/*'";
export const RESTORE = "git fetch agentops.bundle 'refs/agentops/*:refs/agentops/*'";

/** Only looks. */
export async function planPurge(repository: Repository): Promise<Purge> {
  const { commonDir, worktree } = repository;
  const listed = await git(commonDir, ["for-each-ref", "--format=%(refname)", REFS]);
  const folder = path.join(commonDir, "agentops");
  const files = (...args: string[]) =>
    worktree === null ? [] : filesBelow(worktree, ["ls-files", "-z", ...args, "--", ".agentops"]);
  return {
    refs: listed.split("\n").filter(Boolean),
    learnings: await countLearnings(repository),
    folder: existsSync(folder) ? folder : null,
    uncommitted: await files("--others"),
    committed: (await files()).length > 0,
    base: repository.configuredBase,
    sessions: await keepsSessions(repository),
  };
}

async function filesBelow(worktree: string, args: string[]): Promise<string[]> {
  const { stdout } = await tryGit(worktree, args);
  return stdout.split("\0").filter(Boolean);
}

async function countLearnings(repository: Repository): Promise<number> {
  return (await readJournal(repository, createLog("silent", null))).count(Learning);
}

export const isNothing = ({ refs, folder, uncommitted, base, sessions }: Purge): boolean =>
  refs.length === 0 && folder === null && uncommitted.length === 0 && base === null && !sessions;

export function showPurge(plan: Purge): string {
  const { refs, learnings, folder, uncommitted, committed, base, sessions } = plan;
  return [
    `Lost: ${counted(learnings, "learning")} with all history, in ${counted(refs.length, "ref")} of this clone`,
    ...refs.map((ref) => `  - ${ref}`),
    ...(folder === null ? [] : [`  - ${folder}`]),
    ...uncommitted.map((file) => `  - ${file}`),
    ...(base === null ? [] : [`  - git config agentops.base ${base}`]),
    ...(sessions ? [`  - git config ${SESSIONS_KEY} true, and the talks of earlier sessions`] : []),
    ...(committed ? ["Committed files below .agentops/ stay: git rm -r .agentops removes them."] : []),
    "Git's garbage collection deletes the texts later: git gc --prune=now does at once. Remotes keep what was pushed.",
    `Keep a copy first: ${KEEP_A_COPY}`,
    `Get it back later: ${RESTORE}`,
  ].join("\n");
}

export async function purge({ commonDir, worktree }: Repository, plan: Purge): Promise<void> {
  const deletions = plan.refs.map((ref) => `delete ${ref}\n`).join("");
  if (deletions !== "") await git(commonDir, ["update-ref", "--stdin"], deletions);
  for (const root of [commonDir, path.join(commonDir, "logs")]) await removeEmpty(path.join(root, REFS));
  if (plan.folder !== null) await rm(plan.folder, { recursive: true, force: true });
  if (plan.base !== null) await tryGit(commonDir, ["config", "--unset", "agentops.base"]);
  if (plan.sessions) await tryGit(commonDir, ["config", "--local", "--unset-all", SESSIONS_KEY]);
  if (worktree === null) return;
  for (const file of plan.uncommitted) await rm(path.join(worktree, file), { force: true });
  if (!plan.committed) await rm(path.join(worktree, ".agentops"), { recursive: true, force: true });
}

/** Deepest folders first; one that is not empty stays, as somebody may write there right now. */
async function removeEmpty(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await removeEmpty(path.join(folder, entry.name));
  await rmdir(folder).catch(() => {});
}
