// Ends a session so that a fresh one can go on: the parts of a handoff, and what the records say about the job.
import { definePrompt } from "../../src/api/define.ts";
import { jobsOf } from "../../src/jobs/standing.ts";

export default definePrompt({
  title: "Handoff",
  description: "Hand your job to a fresh session: what it needs to go on.",
  phase: "prepare",
  arguments: [],
  text: async (context) => {
    const worker = { session: context.session.session, clone: await context.jobs.clone() };
    const held = jobsOf(await context.state(), worker);
    const jobs = held.map(({ name }) => name).join(", ") || "none; start_job takes one";
    return `Job of this session: ${jobs}.

1. Commit what is worth keeping. What no commit holds, the next session may never see.
2. Record what you learned (record_learning), failures first, and cite what you were given (cite_learnings).
3. Call finish_job with outcome done, hand_off or failed, and a handoff of 3 to 20 lines:
   goal: what the job is for, and how it is known to be done.
   done: what holds now, with the command that shows it. No story of the way there.
   decisions: what was decided and why; what was tried, failed and should not be tried again.
   next: the first thing to do, with file and line.
4. Then end. The next session calls start_job and gets all of this; it has seen nothing of yours.
`;
  },
});
