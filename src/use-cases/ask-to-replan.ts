// Asks a supervisor to plan again what waits for a failed job, as a plan never changes by itself.

import type { WriteContext } from "../api/context.ts";
import { jobName } from "../jobs/job-name.ts";
import { escalationsByJob } from "../jobs/records/escalation.ts";
import Job, { type JobRecord } from "../jobs/records/job.ts";
import { type JobStanding, standingOfJob } from "../jobs/standing.ts";
import type { State } from "../records/state.ts";
import { escalationDraft, isOpen } from "../supervision/batches.ts";
import { reportFrom } from "../supervision/triggers.ts";

const MOST_NAMED = 8;

/** A note for the worker; null where nothing waits for the job. */
export async function askToReplan(
  context: WriteContext,
  standing: JobStanding,
  token: number,
): Promise<string | null> {
  const { job, name } = standing;
  const state = await context.state();
  const waiting = waitingFor(state, job);
  if (waiting.length === 0) return null;
  const more = waiting.length > MOST_NAMED ? ` and ${waiting.length - MOST_NAMED} more` : "";
  const named = waiting.slice(0, MOST_NAMED).join(", ") + more;
  const told = `${named} ${waiting.length === 1 ? "waits" : "wait"} for ${name}`;
  const known = state
    .by(escalationsByJob, job.id)
    .find((each) => each.trigger === "plan" && isOpen(state, each));
  if (known) return `${told}: escalated before as ${known.id}`;
  const triggered = { trigger: "plan" as const, because: `${name} failed, and ${told}` };
  const report = {
    ...reportFrom(standing, token, triggered),
    ask: `Plan anew what waits for ${name}: ${named}. Let it go on (vary, restart), reframe it, or stop it and queue other jobs in its place.`,
  };
  const parts = { report, trigger: triggered.trigger, job: { id: job.id, token } };
  const draft = escalationDraft({ ...parts, process: context.claims.process }, context.code);
  const [stored] = await context.append([draft]);
  return `${told}: escalated as ${stored?.record.id ?? ""}, so that a supervisor plans it anew`;
}

/** Names of the unfinished jobs that wait for it, also through others. */
function waitingFor(state: State, failed: JobRecord): string[] {
  const after = new Set([failed.id]);
  const isOver = (job: JobRecord) => ["done", "stopped"].includes(standingOfJob(state, job).state);
  const jobs = state.all(Job).filter((job) => job.depends_on.length > 0 && !isOver(job));
  // Repeated until nothing is added, as a job later in the list may come before others.
  for (let found = 0; found < after.size; ) {
    found = after.size;
    for (const job of jobs) if (job.depends_on.some((each) => after.has(each))) after.add(job.id);
  }
  return jobs.filter(({ id }) => after.has(id)).map(({ id }) => jobName(id));
}
