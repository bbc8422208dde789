// Drafts lessons from what the records of a job or session show; stores nothing.

import type { ReadContext } from "../api/context.ts";
import { findJob, jobsOf, lastJobOf } from "../jobs/standing.ts";
import Learning from "../learnings/records/learning.ts";
import { draftsFrom, whyNone } from "../lessons/from-records.ts";
import { traceOfJob, traceOfSession, type WorkTrace } from "../lessons/work-trace.ts";
import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";

/** One of the two at most; without both it is the caller's own work. */
export interface WorkAsked {
  readonly job?: string | undefined;
  readonly session?: string | undefined;
}

/** Throws INVALID_ARGUMENT where both are named, NOT_FOUND for a job that there is not. */
export async function extractLearnings(context: ReadContext, { job, session }: WorkAsked) {
  if (job !== undefined && session !== undefined)
    throw new AgentOpsError("INVALID_ARGUMENT", "job and session exclude each other.", "Send one of them.");
  const state = await context.state();
  const trace = await traceFor(context, state, job, session);
  const commits = await context.code.commits(trace.tips, trace.since);
  const told = state.all(Learning).flatMap(({ evidence }) => evidence);
  const drafts = draftsFrom(trace, commits, told);
  return {
    of: trace.of,
    drafts: drafts.map((draft) => ({
      ...draft,
      symptoms: [...draft.symptoms],
      paths: [...draft.paths],
      evidence: [...draft.evidence],
    })),
    none_because: drafts.length === 0 ? whyNone(trace, commits) : null,
  };
}

/** Of what is named; else of the job that this session holds or held last, else of its work on none. */
async function traceFor(
  context: ReadContext,
  state: State,
  job: string | undefined,
  session: string | undefined,
): Promise<WorkTrace> {
  if (job !== undefined) return traceOfJob(state, findJob(state, job));
  if (session !== undefined) return traceOfSession(state, session);
  const worker = { session: context.session.session, clone: await context.jobs.clone() };
  const own = jobsOf(state, worker).at(-1)?.job ?? lastJobOf(state, worker);
  return own ? traceOfJob(state, own) : traceOfSession(state, worker.session);
}
