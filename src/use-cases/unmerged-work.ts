// Finds finished jobs whose unmerged branches touch what another job may write.

import type { ReadContext } from "../api/context.ts";
import { isEvent } from "../jobs/chain.ts";
import type { JobRecord } from "../jobs/records/job.ts";
import { standingsOfJobs } from "../jobs/standing.ts";
import { scopesOverlap } from "../policy/scope.ts";
import { fitsAny } from "../shared/glob.ts";
import { wordOrQuoted } from "../shared/text/quoting.ts";

/** The newest; older ones are merged or forgotten. */
const MOST_ASKED = 20;
const MOST_TOLD = 3;
const MOST_PATHS = 3;
/** Pages and changelogs change with everything else, and git merges them. */
const PAGE = /\.(?:md|mdx|markdown|rst|txt)$|^docs?\//i;
const BESIDE =
  "it changes more than this job may write, so don't merge it here; go on where these files are none of your work, else hand off until it is merged";

/** One line each, the newest first. `begun` is the branch from which the job begins, where one was chosen. */
export async function unmergedNear(
  context: Pick<ReadContext, "claims" | "state">,
  job: JobRecord,
  begun: string | undefined,
): Promise<string[]> {
  const done = standingsOfJobs(await context.state())
    .filter((each) => each.state === "done" && each.job.id !== job.id)
    // Asks git only about jobs that could be in the way.
    .filter((each) => scopesOverlap(each.job.scope.write, job.scope.write))
    .slice(-MOST_ASKED)
    .toReversed()
    .flatMap(({ name, events }) => {
      const branch = events.findLast((event) => isEvent(event, "started"))?.event.branch ?? null;
      return branch === null || branch === begun ? [] : [{ name, branch }];
    });
  const open = await context.claims.notMerged(done.map(({ branch }) => branch));
  // To a job that only writes pages they are the work.
  const isWork = job.scope.write.every((glob) => PAGE.test(glob))
    ? () => true
    : (path: string) => !PAGE.test(path);
  const told: string[] = [];
  for (const { name, branch } of done.filter((each) => open.includes(each.branch))) {
    if (told.length === MOST_TOLD) break;
    const changed = (await context.claims.unmergedPaths(branch)) ?? [];
    const touched = changed.filter((path) => fitsAny(job.scope.write, [path]));
    if (!touched.some(isWork)) continue;
    const more = touched.length > MOST_PATHS ? ` and ${touched.length - MOST_PATHS} more` : "";
    const paths = touched
      .slice(0, MOST_PATHS)
      .map((path) => wordOrQuoted(path))
      .join(", ");
    const what =
      touched.length < changed.length
        ? BESIDE
        : `build on it (git merge ${branch}; a claim then holds that change too), or go on where these files are none of your work`;
    told.push(`${name} is done and not merged, and changes ${paths}${more} on ${branch}: ${what}`);
  }
  return told;
}
