// Factors III and XI: puts a job into the queue, from which workers take one at a time.

import * as z from "zod";
import { defineTool } from "../../src/api/define.ts";
import { globsWithin } from "../../src/briefing/job-brief.ts";
import { jobDraft, NEW_JOB_FIELDS, refuseSameJob } from "../../src/jobs/draft.ts";
import { jobName } from "../../src/jobs/job-name.ts";
import Job from "../../src/jobs/records/job.ts";
import { findJob, standingOfJob } from "../../src/jobs/standing.ts";

export default defineTool({
  description:
    "Call to queue one scoped job for a worker. Keep it small enough for one session, and name in write all that it may change: jobs whose scopes overlap are not worked on at once.",
  factors: [3, 11],
  role: "supervisor",
  effect: "write",
  input: z.strictObject(NEW_JOB_FIELDS),
  output: z.object({
    id: z.string(),
    record: z.string(),
    state: z.string(),
    waits_for: z.array(z.string()),
    /** Where the repository names a place otherwise than it was sent. */
    write: z.array(z.string()).optional(),
  }),
  examples: [
    {
      title: "A job for one session",
      arguments: {
        title: "Reject tokens older than a day",
        write: ["src/auth/**", "test/auth/**"],
        acceptance: ["a token of 25 hours is refused, one of 23 is not"],
      },
      expect: { state: "open", waits_for: [] },
    },
    {
      title: "A scope that leaves the repository",
      arguments: { title: "Read what lies beside", write: ["../other/**"] },
      expect: "INVALID_ARGUMENT",
    },
    {
      title: "Git's own folder is nobody's to write",
      arguments: { title: "Change the settings", write: [".GIT/config"] },
      expect: "INVALID_ARGUMENT",
    },
  ],
  run: (context, job) =>
    // In turn with whoever starts or queues jobs here, so that of two supervisors at once the second is told.
    context.jobs.inTurn(async () => {
      const state = await context.state();
      const after = job.after.map((each) => findJob(state, each).id);
      const draft = jobDraft(job, after, context.code);
      refuseSameJob(state, draft.title);
      const [stored] = await context.append([draft]);
      if (!Job.is(stored?.record)) throw new Error("the journal stored no job");
      const { id, scope } = stored.record;
      const isAsSent = scope.write.every((glob) => job.write.includes(glob));
      const { state: now, waitsFor } = standingOfJob(await context.state(), stored.record);
      return {
        id: jobName(id),
        record: id,
        state: now,
        waits_for: [...waitsFor],
        ...(isAsSent ? {} : { write: globsWithin(scope.write) }),
      };
    }),
});
