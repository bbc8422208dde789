// Turns a goal into jobs that workers can take one at a time, before anything is queued.
import { definePrompt } from "../../src/api/define.ts";
import { shellLine } from "../../src/shared/text/shell-word.ts";

export default definePrompt({
  title: "Plan",
  description: "For a supervisor: turn a goal into jobs with scopes, acceptance, order and risk.",
  phase: "bound",
  arguments: [{ name: "goal", description: "what is to be reached", required: true }],
  text: async (context, { goal = "" }) => {
    const { policy, name } = await context.claims.policy();
    const checks = policy.checks.map(({ id, run }) => `\n- ${id}: ${shellLine(run)}`).join("");
    return `The goal: ${goal}

Checks of the policy on ${name}:${checks || " none; without one no job can be shown to be done."}

1. Call retrieve_context with the goal in two or three wordings. Traps and dead ends among the lessons become criteria or jobs of their own.
2. Imagine that it is next week and the goal was missed. Name the five most likely causes; each one becomes a criterion of a job, a job before the others, or a question to the user now.
3. Cut the goal into jobs of one session each. For each: a title that says what is different afterwards, write as narrow as it can be, acceptance of which every line names the check that decides it, risk by what a mistake costs, after by the keys of the jobs that it needs.
4. Call create_job with jobs and dry_run: true. Two jobs that overlap get an order or narrower scopes. A gap gets a check (a job of its own, first, as a check counts once it is on base) or a criterion.
5. Show the user the waves, what may run at once, and what no check decides. Queue with the same call without dry_run once they agree: all jobs are stored or none.
6. While it runs, agentops://jobs tells how far it is. When a job is stuck, rule on its escalation first, and plan anew what waits for it.
`;
  },
});
