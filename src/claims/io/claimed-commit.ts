// Reads the facts of a claimed commit: its subject, its change against base, and that nothing uncommitted lies beside it.

import { alsoAltered } from "../../git/aliases.ts";
import {
  changedPaths,
  countCommits,
  isAncestor,
  mergeBase,
  patchId,
  strayLessons,
} from "../../git/containment.ts";
import { fileAt as committedFile } from "../../git/file-at.ts";
import { exactRef, namedCommit } from "../../git/named-commit.ts";
import type { ObjectReader } from "../../git/object-reader.ts";
import type { Repository } from "../../git/repository.ts";
import { tryGit } from "../../git/run.ts";
import { handMadeTree, subjectTrees, uncommitted } from "../../git/subject.ts";
import type { Risk } from "../../policy/checks-and-levels.ts";
import { isInside } from "../../policy/scope.ts";
import { researchDemand } from "../../research/laws.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { type BasePolicy, decidingChecks, levelOf } from "../demands.ts";
import type { ClaimDemands, ClaimedCommit } from "../port.ts";

export interface CodePlace {
  readonly repository: Repository;
  readonly reader: ObjectReader;
  /** Base in the code's own repository. */
  base(): Promise<string | null>;
}

/** Throws NOT_FOUND for a commit that is not here, DIRTY_TREE for work that HEAD does not hold. */
export async function claimedCommit(place: CodePlace, expression: string): Promise<ClaimedCommit> {
  const { repository, reader } = place;
  const [commit, head] = await Promise.all([
    commitNamed(place, expression),
    reader.resolve("HEAD^{commit}", "commit"),
  ]);
  if (commit === null) throw unknownCommit();
  if (commit === head && repository.worktree !== null) await refuseUncommitted(repository.worktree);
  const trees = await subjectTrees(reader, repository.objectFormat, commit);
  if (trees === null) throw handMadeTree();
  const change = await changeOf(place, commit);
  const name = await branchName(repository, commit === head);
  const { whole, subject } = trees;
  return { commit, name, whole, subject, ...change };
}

/** Throws INVALID_ARGUMENT where the name is ambiguous. */
export const commitNamed = ({ reader, repository }: Omit<CodePlace, "base">, expression: string) =>
  namedCommit(reader, repository, expression, { as: "commit ", code: "INVALID_ARGUMENT", loosely: true });

/**
 * What the commit changes. `known` is false where base holds the commit already, as its change can't be told then, unless a
 * claim from before says what it built on (`since`).
 */
export async function changeOf({ repository, base }: CodePlace, commit: string, since: string | null = null) {
  const dir = repository.commonDir;
  const tip = await base();
  const landed = tip !== null && (await isAncestor(dir, commit, tip));
  const told = landed && since !== null && since !== commit && (await isAncestor(dir, since, commit));
  const parent = async () => {
    if (landed) return firstParent(dir, commit);
    // Unrelated history is compared with base itself, and so removes all that it does not have.
    return tip === null ? null : ((await mergeBase(dir, tip, commit)) ?? tip);
  };
  const from = told ? since : await parent();
  const [changed, strays, patch, commits] = await Promise.all([
    changedPaths(dir, from, commit),
    strayLessons(dir, from, commit),
    patchId(dir, from, commit),
    countCommits(dir, from, commit),
  ]);
  const altered = await alsoAltered(dir, { from, to: commit }, changed.paths);
  return { from, ...changed, altered, strays, patch, commits, known: told || !landed };
}

/**
 * The paths changed so far, lesson files in the wrong place included, whatever is uncommitted; null where there is no such
 * commit.
 */
export async function pathsSoFar({ repository, reader, base }: CodePlace, expression: string) {
  const dir = repository.commonDir;
  const [tip, commit] = await Promise.all([
    base(),
    commitNamed({ repository, reader }, expression).catch(() => null),
  ]);
  if (commit === null || tip === null) return null;
  const from = (await mergeBase(dir, tip, commit)) ?? tip;
  const [{ paths }, strays] = await Promise.all([
    changedPaths(dir, from, commit),
    strayLessons(dir, from, commit),
  ]);
  return { from, paths: [...paths, ...strays] };
}

/** The paths of a local branch that differ from base; null where there is no such branch. */
export async function unmergedPaths(place: CodePlace, branch: string): Promise<readonly string[] | null> {
  const { repository, base } = place;
  const [tip, commit] = await Promise.all([base(), exactRef(repository, `refs/heads/${branch}`)]);
  const change = commit === null || tip === null ? null : await pathsSoFar(place, commit);
  if (tip === null || commit === null || change === null) return null;
  // A squash merges the contents and none of the commits.
  const { paths } = await changedPaths(repository.commonDir, tip, commit);
  return change.paths.filter((path) => paths.includes(path));
}

/** True if the commit has this file, or this line of it (`path:line`). */
export async function holds(place: CodePlace, commit: string, location: string): Promise<boolean> {
  const [, file = location, line] = /^(.*?)(?::(\d+))?$/.exec(location) ?? [];
  const found = /[\r\n\0]/.test(location) ? null : await fileAt(place, commit, file);
  return found !== null && (line === undefined || (Number(line) > 0 && Number(line) <= (found.lines ?? 0)));
}

/** What the policy asks of this change, whatever its claim says. */
export function demands(
  { policy }: BasePolicy,
  change: Pick<ClaimedCommit, "paths" | "altered" | "existing" | "known">,
  named: readonly string[],
  risk: Risk,
): ClaimDemands {
  const touched = [...change.paths, ...(change.altered ?? [])];
  const paths = change.known && change.altered !== null ? touched : null;
  return {
    checks: decidingChecks(policy, named, paths),
    // Whoever guards base has already let in what is on it, so those paths ask for no more than they did then.
    level: levelOf(policy, change.known ? paths : touched, risk),
    research: researchDemand(policy.research, change.existing),
  };
}

/**
 * Where the code is as it was before the work: the merge base of base and the branch (null: HEAD); null before the first
 * commit.
 */
export async function startOf({ repository, reader, base }: CodePlace, branch: string | null) {
  const dir = repository.commonDir;
  const [tip, start] = await Promise.all([
    base(),
    exactRef(repository, branch === null ? "HEAD" : `refs/heads/${branch}`),
  ]);
  const head = start === null ? null : await reader.resolve(`${start}^{commit}`, "commit");
  if (head === null || tip === null) return head ?? tip;
  return (await mergeBase(dir, tip, head)) ?? head;
}

/** A file at a commit; null where there is no file of that name. */
export const fileAt = async ({ reader }: CodePlace, commit: string, file: string) =>
  isInside(file) ? committedFile(reader, commit, file) : null;

async function firstParent(dir: string, commit: string): Promise<string | null> {
  const { code, stdout } = await tryGit(dir, ["rev-parse", "--verify", "--quiet", `${commit}^1`]);
  return code === 0 ? stdout.trim() : null;
}

async function branchName({ worktree, commonDir }: Repository, isHead: boolean): Promise<string> {
  const asked = await tryGit(worktree ?? commonDir, ["symbolic-ref", "--quiet", "HEAD"]);
  // Not git's short name, which changes when a tag gets the branch's name.
  const name = asked.stdout.trim().replace("refs/heads/", "");
  return isHead && asked.code === 0 ? name.slice(0, 200) : "commit";
}

async function refuseUncommitted(worktree: string): Promise<void> {
  const found = await uncommitted(worktree);
  if (found.length === 0) return;
  const shown = found.slice(0, 5).join(", ");
  throw new AgentOpsError(
    "DIRTY_TREE",
    `The working tree holds work that HEAD does not: ${shown}${found.length > 5 ? ` and ${found.length - 5} more` : ""}.`,
    "Commit it, take it back, or add it to .gitignore, then claim again; a claim is about a commit and nothing else.",
  );
}

export const unknownCommit = (): AgentOpsError =>
  new AgentOpsError(
    "NOT_FOUND",
    "commit: this repository has no such commit.",
    "Send a commit id, a branch or a tag in full (refs/tags/<name>) of this clone, or leave it out for HEAD.",
  );
