// Finds what jobs have left behind: worktrees and branches that nobody works on, and invalid leases.

import { existsSync, realpathSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import type { Base } from "../../git/base.ts";
import type { Repository } from "../../git/repository.ts";
import { git } from "../../git/run.ts";
import { isEvent } from "../../jobs/chain.ts";
import { LEASE_REFS } from "../../jobs/io/leases.ts";
import { uncommitted } from "../../jobs/io/worktree-removal.ts";
import { HALF_MADE, JOB_BRANCHES, listWorktrees, worktreesFolder } from "../../jobs/io/worktrees.ts";
import { isVoid } from "../../jobs/lease.ts";
import type { JobsWritePort } from "../../jobs/port.ts";
import { type JobStanding, standingsOfJobs } from "../../jobs/standing.ts";
import { isStoredIn } from "../../learnings/io/stored-file.ts";
import type { State } from "../../records/state.ts";
import type { Session } from "../../session/session.ts";
import { counted } from "../../shared/text/count.ts";
import { attempt, type Check, fail, ok, warn } from "./check.ts";

/** Reports nothing where no job was ever queued. */
export const checkJobs = (
  session: Session,
  repository: Repository,
  findBase: () => Promise<Base>,
): Promise<Check[]> =>
  attempt("jobs", async () => {
    const base = (await findBase()).commit;
    const by = { session: "terminal", runtime: "agentops-mcp" };
    const { read, write } = await session.contexts(by, new AbortController().signal);
    const state = await read.soon();
    const agreeing = await whereAgreed(write.jobs);
    const standings = standingsOfJobs(state);
    const leases = await read.jobs.leases();
    const faults = [
      ...(await strayWorktrees(repository, standings, state)),
      ...(await strayBranches(repository, standings, base)),
      ...[...leases].flatMap(([job, lease]) => {
        const standing = standings.find((each) => each.job.id === job);
        if (standing && !isVoid(lease, standing)) return [];
        const why = standing ? `${standing.name} has gone on without it` : "no such job is known here";
        return [
          warn(
            "leases",
            `${job}: ${why}`,
            `It binds nobody. Remove it: git update-ref -d ${LEASE_REFS}${job}`,
          ),
        ];
      }),
    ];
    if (faults.length > 0) return [...agreeing, ...faults];
    if (standings.length === 0) return agreeing;
    const inWork = standings.filter(({ state }) => state === "in_work").length;
    return [...agreeing, ok("jobs", `${standings.length}, ${inWork} in work; nothing is left behind`)];
  });

/** Reports nothing where the git remote is used, which has a check of its own. */
async function whereAgreed(jobs: JobsWritePort): Promise<Check[]> {
  const { coordination } = await jobs.settings();
  if (coordination === "git") return [];
  const problem = await jobs.look();
  if (problem === null)
    return [ok("coordination", `${coordination} answers: a job is given to one worker of all clones`)];
  return [fail("coordination", problem, "Start or reach that server, or set `coordination: git` on base.")];
}

async function strayWorktrees(
  repository: Repository,
  standings: readonly JobStanding[],
  state: State,
): Promise<Check[]> {
  const trees = await listWorktrees(repository);
  const named = worktreesFolder(repository);
  const folder = existsSync(named) ? realpathSync(named) : named;
  const known = new Set(trees.map((tree) => tree.folder));
  const others = (await readdir(folder).catch(() => []))
    .map((name) => path.join(folder, name))
    .filter((each) => !known.has(each))
    .map((each) =>
      warn(
        "worktrees",
        `${each} is no worktree of this repository`,
        `Where it was moved there by hand, run git worktree repair in it; else move or delete it.`,
      ),
    );
  const stray = trees.flatMap((tree) => {
    // By its place first, as HEAD may be detached there or on another branch.
    const own =
      path.dirname(tree.folder) === folder ? JOB_BRANCHES + path.basename(tree.folder) : tree.branch;
    const why = own === null ? null : whyStray(own, standings);
    return why === null ? [] : [{ ...tree, why }];
  });
  const found = stray.map(async ({ folder: at, why, branch, locked }) => {
    if (!existsSync(at)) return warn("worktrees", `${at} is gone; ${why}`, "Forget it: git worktree prune");
    if (locked === HALF_MADE)
      return warn(
        "worktrees",
        `${at}: ${why}; git was killed before it was made`,
        `Remove it: git worktree remove --force --force ${at}`,
      );
    if (branch === null)
      return warn(
        "worktrees",
        `${at}: ${why}; HEAD is detached there`,
        `Put its commits on a branch where they are worth keeping, then: git worktree remove ${at}`,
      );
    const work = await uncommitted(at, (bytes) => isStoredIn(state, bytes));
    return work.length > 0
      ? warn(
          "worktrees",
          `${at}: ${why}; ${counted(work.length, "file")} in it not committed (${work.slice(0, 3).join(", ")})`,
          `Commit what is worth keeping, then: git worktree remove ${at}`,
        )
      : // Lessons that were laid down there are in the journal; git counts them as untracked files.
        warn("worktrees", `${at}: ${why}`, `Remove it: git worktree remove --force ${at}`);
  });
  return [...others, ...(await Promise.all(found))];
}

/** Branches without a worktree that nobody needs: their job is unknown, or done and merged into base. */
async function strayBranches(
  { commonDir }: Repository,
  standings: readonly JobStanding[],
  base: string | null,
): Promise<Check[]> {
  const list = async (...args: string[]) =>
    (
      await git(commonDir, [
        "for-each-ref",
        "--format=%(refname:short) %(worktreepath)",
        ...args,
        `refs/heads/${JOB_BRANCHES}`,
      ])
    )
      .split("\n")
      .map((line) => line.split(" "))
      .flatMap(([name = "", tree = ""]) => (name === "" || tree !== "" ? [] : [name]));
  const merged = new Set(base === null ? [] : await list(`--merged=${base}`));
  return (await list()).flatMap((branch) => {
    const job = jobOf(branch, standings);
    if (job === undefined)
      return [warn("branches", `${branch} is of no job that is known here`, `Look at it: git log ${branch}`)];
    if (job.state !== "done" || !merged.has(branch)) return [];
    return [
      warn(
        "branches",
        `${branch}: ${job.name} is done and base has all of it`,
        `Delete it: git branch -d ${branch}`,
      ),
    ];
  });
}

const jobOf = (branch: string, standings: readonly JobStanding[]): JobStanding | undefined =>
  standings.find(
    ({ name }) => branch === JOB_BRANCHES + name || branch.startsWith(`${JOB_BRANCHES}${name}-`),
  );

/** Null where somebody works in it, or is going to. */
function whyStray(branch: string, standings: readonly JobStanding[]): string | null {
  if (!branch.startsWith(JOB_BRANCHES)) return null;
  const job = jobOf(branch, standings);
  if (job === undefined) return "of no job that is known here";
  if (job.state === "done") return `${job.name} is done`;
  if (job.holder !== null) return null;
  const last = job.events.findLast((event) => isEvent(event, "finished"));
  const handedOn = last !== undefined && isEvent(last, "finished") && last.event.outcome === "hand_off";
  return handedOn && last.token === job.token ? null : `nobody works on ${job.name}`;
}
