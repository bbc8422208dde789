// Lists all jobs with where each stands and who holds its lease.
import type { ReadContext } from "../api/context.ts";
import { type JobRow, rowOf } from "../jobs/list.ts";
import { standingsOfJobs } from "../jobs/standing.ts";

export async function listJobs(context: ReadContext): Promise<JobRow[]> {
  const [state, leases, here] = await Promise.all([
    context.state(),
    context.jobs.leases(),
    context.jobs.clone(),
  ]);
  return standingsOfJobs(state).map((each) => rowOf(state, each, leases.get(each.job.id) ?? null, here));
}
