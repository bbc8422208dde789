// Ends a job with a handoff and its lessons, and gives back its lease and worktree.

import type { WriteContext } from "../api/context.ts";
import { doneByWord, passedClaims } from "../claims/passed-for-job.ts";
import { isEvent } from "../jobs/chain.ts";
import { findRecord } from "../jobs/find-record.ts";
import { type Closing, refuseGaps, wholeHandoff } from "../jobs/finish.ts";
import { heldJob } from "../jobs/held-job.ts";
import { escalationsByJob } from "../jobs/records/escalation.ts";
import JobEvent, { type Outcome } from "../jobs/records/job_event.ts";
import { type JobStanding, standingOfJob } from "../jobs/standing.ts";
import type { CitationOutcome } from "../learnings/records/citation.ts";
import type { State } from "../records/state.ts";
import { orNote } from "../shared/or-note.ts";
import { checkText } from "../shared/text/storable-text.ts";
import { isOpen } from "../supervision/batches.ts";
import { askToReplan } from "./ask-to-replan.ts";
import { citeLearnings } from "./cite-learnings.ts";
import { escalateIfTriggered } from "./escalate-if-triggered.ts";

export interface Finish extends Closing {
  readonly outcome: Outcome;
  /** Citations of lessons that the session has not cited yet; a dispute needs a call of its own. */
  readonly citations: readonly { readonly id: string; readonly outcome: Exclude<CitationOutcome, "wrong"> }[];
  readonly keep_worktree: boolean;
  /** Which one, where the session holds several. */
  readonly job?: string | undefined;
}

/** Throws JOB_REFUSED with all that is missing, LEASE_LOST where the job is another's by now. */
export async function finishJob(context: WriteContext, finish: Finish) {
  const { session } = context.session;
  const worker = { session, clone: await context.jobs.clone() };
  const state = await context.state();
  const standing = heldJob(state, worker, finish.job);
  const { job, token } = standing;
  refuseGaps(state, finish, session);
  checkText([finish.handoff, finish.none_because], "handoff");
  const event = await eventOf(context, state, standing, finish);
  const waiting = openFor(state, job.id);
  await context.jobs.renew(job.id, token);
  if (finish.citations.length > 0)
    await citeLearnings(
      context,
      finish.citations.map((each) => ({ ...each, evidence: [] })),
    );
  const { branch } = standing.holder.event;
  const goes = branch !== null && !finish.keep_worktree && finish.outcome !== "hand_off";
  const close = async () => {
    await context.append([JobEvent.draft({ job: job.id, token, event })]);
    const now = await context.state();
    const after = standingOfJob(now, job);
    // Throws where the session was stopped for so long before this step that it comes too late.
    if (!after.events.some((each) => each.token === token && isEvent(each, "finished")))
      heldJob(now, worker, job.id);
    // A successor continues where this session stopped.
    const kept =
      branch === null
        ? []
        : [
            finish.outcome === "hand_off"
              ? `the worktree of ${branch} is kept for whoever goes on`
              : `the worktree of ${branch} is kept; git worktree remove takes it away`,
          ];
    return { after, notes: goes ? await removed(context, branch) : kept };
  };
  // In turn with starters, so that nobody gets the worktree while it is removed.
  const { after, notes } = await (goes ? context.jobs.inTurn(close) : close());
  await orNote(notes, "its lease is left to run out", () => context.jobs.drop(job.id, token));
  if (finish.outcome === "failed") {
    const asked = await orNote(notes, "not escalated", () =>
      escalateIfTriggered(context, after, token, null),
    );
    if (asked) notes.push(`${asked.triggered.because}: escalated as ${asked.escalation}`);
    const replanned = await orNote(notes, "what waits for it was not escalated", () =>
      askToReplan(context, after, token),
    );
    if (replanned) notes.push(replanned);
  }
  if (branch !== null && finish.outcome === "done")
    notes.push(...((await orNote(notes, "unmerged or not: unknown", () => toMerge(context, branch))) ?? []));
  const isByWord = finish.outcome === "done" && event.claims.length === 0;
  const base = isByWord ? await orNote(notes, "checks unknown", () => context.claims.policy()) : null;
  if (base && base.policy.checks.length > 0)
    notes.push(doneByWord(state, standing, await context.claims.policyFacts(state)));
  const left = new Set(openFor(await context.state(), job.id));
  for (const id of waiting)
    if (!left.has(id)) notes.push(`your question ${id} is closed with it, unanswered`);
  return { job: after.name, state: after.state, outcome: finish.outcome, notes };
}

/** A worker that is told nothing of it merges by itself, or asks. */
const toMerge = async ({ claims }: WriteContext, branch: string): Promise<string[]> =>
  (await claims.notMerged([branch])).map(
    (each) => `${each} is left to merge for a person or who queued the job, and not for you`,
  );

/** Escalations of a job that wait for a ruling. */
const openFor = (state: State, job: string): string[] =>
  state
    .by(escalationsByJob, job)
    .filter((each) => isOpen(state, each))
    .map(({ id }) => id);

async function eventOf(context: WriteContext, state: State, standing: JobStanding, finish: Finish) {
  const { claims, jobs, code } = context;
  const isDone = finish.outcome === "done";
  return {
    what: "finished",
    outcome: finish.outcome,
    handoff: wholeHandoff(finish.handoff, code),
    learnings: finish.learnings.map((id) => findRecord(state, id).id),
    none_because: finish.none_because ?? null,
    claims: isDone
      ? passedClaims(state, standing, await claims.policyFacts(state), await jobs.settings())
      : [],
  } as const;
}

/** What became of the worktree. The job is finished by now, so a problem is only a note. */
async function removed({ jobs }: WriteContext, branch: string): Promise<string[]> {
  const notes: string[] = [];
  const told = await orNote(notes, "the worktree is kept", () => jobs.removeWorktree(branch));
  return told === null ? notes : [told];
}
