// Drafts lessons from the records of a job or session, or from the repository's past; stores none.

import type { ReadContext } from "../api/context.ts";
import { findJob, jobsOf, lastJobOf } from "../jobs/standing.ts";
import Learning from "../learnings/records/learning.ts";
import { draftsFrom, type LessonDraft, whyNone } from "../lessons/from-records.ts";
import { draftsOfCited, pastDrafts } from "../lessons/past-drafts.ts";
import { traceOfJob, traceOfSession, type WorkTrace } from "../lessons/work-trace.ts";
import type { Evidence } from "../records/evidence.ts";
import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";

/** At most one of job, session and past; without them the caller's own work. */
export interface WorkAsked {
  readonly job?: string | undefined;
  readonly session?: string | undefined;
  /** The time before anybody recorded lessons. */
  readonly past?: boolean | undefined;
  /** Ids of past drafts that are dealt with. */
  readonly done?: readonly string[] | undefined;
}

export interface Drafted {
  readonly of: string;
  /** A past draft has an id, by which it can be called done. */
  readonly drafts: (ReturnType<typeof writable> & { readonly id?: string })[];
  /** Past drafts beyond these. */
  readonly left?: number;
  readonly none_because: string | null;
}

/** Past drafts at a time, as many as somebody reads with care. */
const PAGE = 5;

/** Throws INVALID_ARGUMENT where several are named, NOT_FOUND for an unknown job. */
export async function extractLearnings(
  context: ReadContext,
  { job, session, past = false, done = [] }: WorkAsked,
): Promise<Drafted> {
  const asked = [job, session, past || done.length > 0 || undefined].filter((each) => each !== undefined);
  if (asked.length > 1)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      "job, session and past exclude each other.",
      "Send one of them.",
    );
  const state = await context.state();
  if (past || done.length > 0) return ofPast(context, state, done);
  const trace = await traceFor(context, state, job, session);
  const commits = await context.code.commits(trace.tips, trace.since);
  const told = evidenceIn(state);
  const cited = job === undefined ? await citedBy(context, session ?? context.session.session) : [];
  const drafts = [...draftsFrom(trace, commits, told), ...cited];
  return {
    of: trace.of,
    drafts: drafts.map(writable),
    none_because: drafts.length === 0 ? whyNone(trace, commits) : null,
  };
}

const evidenceIn = (state: State): Evidence[] => state.all(Learning).flatMap(({ evidence }) => evidence);

const writable = ({ title, kind, body, symptoms, paths, evidence }: LessonDraft) => ({
  title,
  kind,
  body,
  symptoms: [...symptoms],
  paths: [...paths],
  evidence: [...evidence],
});

/** Raw commits, documents and talks that the session called right. */
async function citedBy({ history }: ReadContext, session: string): Promise<LessonDraft[]> {
  const notes = history.notes();
  if (notes.every((note) => note.t !== "cited" || note.session !== session)) return [];
  return draftsOfCited({ past: (await history.past()) ?? [], talks: await history.talks(), notes }, session);
}

/** The next few; those called done never come again in this clone. */
async function ofPast(
  { history, now }: ReadContext,
  state: State,
  done: readonly string[],
): Promise<Drafted> {
  const at = new Date(now).toISOString();
  await history.note(done.map((id) => ({ t: "done", at, id })));
  const past = await history.past();
  const talks = await history.talks();
  const drafts = pastDrafts({ past: past ?? [], talks, notes: history.notes(), told: evidenceIn(state) });
  return {
    of: "the past of this repository",
    drafts: drafts.slice(0, PAGE).map((each) => ({ id: each.id, ...writable(each) })),
    left: Math.max(0, drafts.length - PAGE),
    none_because:
      drafts.length > 0
        ? null
        : [noneIn(past?.length ?? null, talks.length), history.lacking() ?? []].flat().join(". "),
  };
}

const noneIn = (commits: number | null, talks: number): string =>
  commits === null
    ? "the history is being read in the background for the first time: call again in a minute"
    : `nothing is left of what was taken back, corrected, fixed again or forbidden (commits and documents: ${commits}, talks: ${talks})`;

/** For what is named, else the job that this session holds or last held, else its work without a job. */
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
