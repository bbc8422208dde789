// Records a step of a job, and says what follows: hand off, escalated, or released.

import type { WriteContext } from "../api/context.ts";
import { SAME_APPROACH_LIMIT } from "../jobs/chain.ts";
import { heldJob, refuseLate } from "../jobs/held-job.ts";
import { JOB_LIMITS } from "../jobs/limits.ts";
import JobEvent from "../jobs/records/job_event.ts";
import { adviceFor } from "../jobs/saturation.ts";
import { type JobStanding, jobsOf, standingOfJob } from "../jobs/standing.ts";
import { orNote } from "../shared/or-note.ts";
import { relativise } from "../shared/text/relative-paths.ts";
import { checkText } from "../shared/text/storable-text.ts";
import { adviceOn, failuresUnder, sameElsewhere } from "../supervision/triggers.ts";
import { escalateIfTriggered } from "./escalate-if-triggered.ts";
import { escalateUnread, leaveNote } from "./leave-message.ts";
import { noteAttempt } from "./note-attempt.ts";
import { outsideAnew } from "./outside-scope.ts";

export interface Progress {
  readonly note: string;
  /** Short name of what was tried. */
  readonly approach?: string | undefined;
  readonly failed: boolean;
  /** Share of its context that the worker has used, 0 to 1. */
  readonly utilisation?: number | undefined;
  /** Which one, where the session holds several. */
  readonly job?: string | undefined;
  /** For whom the note is left as a message too. */
  readonly tell?: string | undefined;
}

/** A note for somebody is also a step where there is a job or it reports a failure; else it is only a message. */
export async function reportProgress(context: WriteContext, progress: Progress) {
  const { tell, note } = progress;
  if (tell === undefined) return reportStep(context, progress);
  const worker = { session: context.session.session, clone: await context.jobs.clone() };
  const held = jobsOf(await context.state(), worker);
  if (!progress.failed && progress.job === undefined && held.length === 0)
    return { job: null, token: null, advice: await leaveNote(context, tell, note) };
  const step = await reportStep(context, progress);
  const notes = step.advice === null ? [] : [step.advice];
  const left = await orNote(notes, "The note was left for nobody", () => leaveNote(context, tell, note));
  return { ...step, advice: [...(left === null ? [] : [left]), ...notes].join(" ") };
}

/**
 * Also notes a failure of a session without a job. Throws JOB_REFUSED for anything else without a job, and for a job that
 * the session does not hold; LEASE_LOST where it is another's by now.
 */
async function reportStep(context: WriteContext, progress: Progress) {
  const worker = { session: context.session.session, clone: await context.jobs.clone() };
  const before = await context.state();
  checkText([progress.note, progress.approach], "note");
  await escalateUnread(context);
  if (progress.failed && progress.job === undefined && jobsOf(before, worker).length === 0) {
    refuseLate(before, worker);
    return noteAttempt(context, progress.note, progress.approach ?? null);
  }
  const { job, token } = heldJob(before, worker, progress.job);
  await context.jobs.renew(job.id, token);
  await context.append([JobEvent.draft({ job: job.id, token, event: eventOf(context, progress) })]);
  const state = await context.state();
  const after = standingOfJob(state, job);
  const isTaken = after.chain.ended.has(token) && after.token === token;
  // Read again, as a session that was stopped before the last step may have lost its job, and then its record does not
  // count.
  if (!isTaken) heldJob(state, worker, job.id);
  const notes = isTaken ? await released(context, after) : await advised(context, after, progress);
  const outside = isTaken
    ? null
    : await outsideAnew(context, job.id, after.holder?.event.branch ?? null).catch(() => null);
  if (outside !== null) notes.push(outside);
  return { job: after.name, token, advice: notes.join(" ") || null };
}

function eventOf({ code }: WriteContext, { note, approach, failed, utilisation }: Progress) {
  const relative = (text: string, most: number) => relativise(text, code.root, code.home).slice(0, most);
  return {
    what: "progress",
    note: relative(note, JOB_LIMITS.note),
    approach: approach === undefined ? null : relative(approach, JOB_LIMITS.approach),
    failed,
    utilisation: utilisation ?? null,
  } as const;
}

/** Notes for a worker whose job the records have taken away. */
async function released(context: WriteContext, after: JobStanding): Promise<string[]> {
  const { job, name, token } = after;
  const minutes = await context.jobs.minutes(job.id);
  const notes: string[] = [];
  await orNote(notes, "Its lease is left to run out", () => context.jobs.drop(job.id, token));
  const asked = await orNote(notes, "Not escalated", () =>
    escalateIfTriggered(context, after, token, minutes),
  );
  return [releasedWords(name, asked?.escalation ?? null), ...notes];
}

/** Notes for a worker that goes on. */
async function advised(context: WriteContext, after: JobStanding, progress: Progress): Promise<string[]> {
  const { job, token } = after;
  const minutes = await context.jobs.minutes(job.id);
  const notes: string[] = [];
  const asked = await orNote(notes, "Not escalated", () =>
    escalateIfTriggered(context, after, token, minutes),
  );
  const strain = { utilisation: progress.utilisation ?? null, minutes, calls: context.jobs.calls(job.id) };
  const saturated = adviceFor(after, strain, await context.jobs.settings());
  if (asked && (progress.failed || asked.fresh)) notes.unshift(adviceOn(asked.triggered, asked.escalation));
  const alike =
    progress.failed && !asked ? sameElsewhere(failuresUnder(after, token).map(({ event }) => event)) : null;
  if (alike !== null) notes.unshift(alike);
  return saturated === null ? notes : [...notes, saturated];
}

const releasedWords = (name: string, escalation: string | null): string =>
  `${name} is released: ${SAME_APPROACH_LIMIT} failures with the same approach. It goes to a fresh session with what you reported; this session and its process can't take it again.${escalation === null ? "" : ` Escalated as ${escalation}.`} Stop working on it, record what you learned, and call start_job for another.`;
