// Serves one job: its scope, who works on it, what came of it so far and what the next worker would get.

import { defineResource } from "../src/api/define.ts";
import { jobPage } from "../src/briefing/job-page.ts";
import { fullJobName } from "../src/jobs/job-name.ts";
import Job from "../src/jobs/records/job.ts";
import { findJob, standingOfJob } from "../src/jobs/standing.ts";

export default defineResource({
  uri: "agentops://jobs/{id}",
  title: "Job",
  description: "A job's scope, state, holder, handoff and story.",
  async read(context, id) {
    const state = await context.state();
    const job = findJob(state, id);
    const lease = (await context.jobs.leases()).get(job.id) ?? null;
    return jobPage(state, standingOfJob(state, job), lease);
  },
  async complete(context, typed) {
    const names = (await context.state())
      .all(Job)
      .map(({ id }) => id)
      .map((id) => fullJobName(id).slice(0, 10));
    return names.filter((name) => name.startsWith(typed.toLowerCase())).toReversed();
  },
});
