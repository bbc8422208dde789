// Takes a job from its holder, so that somebody else can start it.
import type { WriteContext } from "../api/context.ts";
import { releaseOf } from "../jobs/release.ts";
import { findJob } from "../jobs/standing.ts";

/** Returns the token that counts for nothing from now on. In turn with starters. Throws JOB_REFUSED or NOT_FOUND. */
export const releaseJob = (context: WriteContext, typed: string, reason: string): Promise<number> =>
  context.jobs.inTurn(async () => {
    const state = await context.state();
    const job = findJob(state, typed);
    const lease = (await context.jobs.leases()).get(job.id) ?? null;
    const draft = releaseOf(state, { job, lease }, reason, context.code);
    await context.append([draft]);
    await context.jobs.revoke(job.id, draft.token);
    return draft.token;
  });
