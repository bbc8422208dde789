// Gives a session one job, its lease, and all that earlier workers left for it.

import type { WriteContext } from "../api/context.ts";
import { briefOf, globsWithin, taskOf } from "../briefing/job-brief.ts";
import type { Bounds } from "../envelope/action.ts";
import type { Start } from "../jobs/chain.ts";
import { jobDraft, type NewJobDraft, OWN_JOB, refuseSameJob } from "../jobs/draft.ts";
import type { JobWorktree } from "../jobs/port.ts";
import type { JobRecord } from "../jobs/records/job.ts";
import JobEvent from "../jobs/records/job_event.ts";
import { inheritanceOf, type JobStanding, standingOfJob, standingsOfJobs } from "../jobs/standing.ts";
import { heldAlready, isIsolated, isOvertaken, jobsToStart, newJob, noneReady } from "../jobs/startable.ts";
import { isIncluding, scopesOverlap } from "../policy/scope.ts";
import type { State } from "../records/state.ts";
import { researchAdvice } from "../research/laws.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { orNote } from "../shared/or-note.ts";
import { quoted } from "../shared/text/quoting.ts";
import { adviceOn } from "../supervision/triggers.ts";
import { escalateIfTriggered } from "./escalate-if-triggered.ts";
import { escalateUnread } from "./leave-message.ts";
import { retrieveContext } from "./retrieve-context.ts";
import { unmergedNear } from "./unmerged-work.ts";

/** Tokens of the brief for lessons. */
const PACK_TOKENS = 1000;

export interface StartRequest {
  readonly job?: string | undefined;
  /** For a job of one's own. */
  readonly title?: string | undefined;
  readonly write: string[];
  readonly isolate: boolean;
  /** The branch at which the job's own branch begins; without it HEAD. */
  readonly from?: string | undefined;
  readonly reason?: string | undefined;
}

/**
 * Without a job, and with a note, where none is ready. Throws JOB_REFUSED, NOT_FOUND for the name, INVALID_ARGUMENT where
 * both a queued and a new job are asked for.
 */
export async function startJob(context: WriteContext, asked: StartRequest) {
  if (asked.job !== undefined && asked.title !== undefined)
    throw new AgentOpsError("INVALID_ARGUMENT", "job and title exclude each other.", "Send one of them.");
  // Before its turn, so that nobody else waits while a remote does not answer.
  const unseen = await context.jobs.look();
  await escalateUnread(context);
  return context.jobs.inTurn(() => start(context, asked, unseen));
}

async function start(context: WriteContext, asked: StartRequest, unseen: string | null) {
  const state = await context.state();
  const [leases, here] = await Promise.all([context.jobs.leases(), context.jobs.clone()]);
  const { session } = context.session;
  const held = heldAlready(state, { session, clone: here }, asked);
  if (held) return again(context, held);
  const { process } = context.claims;
  const facts = { standings: standingsOfJobs(state), leases, here, session, process };
  const draft = asked.title === undefined ? null : ownJob(context, state, asked.title, asked);
  const chosen = draft ? [newJob(state, draft, facts)] : jobsToStart(state, facts, asked.job);
  for (const each of chosen) {
    const started = await take({ context, asked, draft, unseen }, each);
    if (started) return started;
  }
  if (chosen.length === 0) return { notes: [noneReady(facts)] };
  throw new AgentOpsError(
    "JOB_REFUSED",
    chosen.length === 1 ? "Another session was faster." : "Other sessions were faster.",
    "Call start_job again, without job for the next ready one.",
  );
}

/** The same brief again, as after a compaction; also a sign of life. */
async function again(context: WriteContext, held: JobStanding & { readonly holder: Start }) {
  const { job, token, holder } = held;
  await context.jobs.renew(job.id, token);
  const tree = holder.event.branch === null ? null : await context.jobs.addWorktree(job.id, job.title);
  const minutes = await context.jobs.minutes(job.id);
  return answer(context, held, { tree, notes: ["you hold it already"], minutes });
}

function ownJob(
  { ids, code }: WriteContext,
  state: State,
  title: string,
  { write, isolate }: StartRequest,
): NewJobDraft {
  const [id = ""] = ids(1);
  const draft = jobDraft({ ...OWN_JOB, title, write, isolate }, [], code);
  refuseSameJob(state, draft.title);
  return { ...draft, id };
}

interface Attempt {
  readonly context: WriteContext;
  readonly asked: StartRequest;
  /** The draft of a job of the session's own; null for a queued one. */
  readonly draft: NewJobDraft | null;
  /** Why leases at the remote can't be seen; null where they can. */
  readonly unseen: string | null;
}

/**
 * Null where somebody else was faster. Nothing is recorded before lease and worktree exist, and the session's own job only
 * together with its start, so that a failure on the way leaves no job behind.
 */
async function take(attempt: Attempt, { job, ...before }: JobStanding) {
  const { context, unseen } = attempt;
  const taken = await context.jobs.take(job.id, before);
  if (!taken) return null;
  const { token } = taken;
  const tree = await begin(attempt, job, token).catch(async (error: unknown) => {
    await context.jobs.drop(job.id, token).catch(() => {});
    throw error;
  });
  if (tree === "overtaken") return null;
  const notes = [taken.note ?? unseen ?? []].flat();
  const near = await orNote(notes, "unmerged branches unknown", () =>
    unmergedNear(context, job, attempt.asked.from),
  );
  notes.push(...(near ?? []));
  return answer(context, standingOfJob(await context.state(), job), { tree, notes, minutes: null });
}

/** Its worktree, where it has one. */
async function begin(
  { context, draft, asked }: Attempt,
  job: JobRecord,
  token: number,
): Promise<JobWorktree | null | "overtaken"> {
  const state = await context.state();
  const standing = standingOfJob(state, job);
  if (isOvertaken(standing, token)) {
    await context.jobs.drop(job.id, token);
    return "overtaken";
  }
  const tree =
    asked.isolate || isIsolated(standing) || asked.from !== undefined
      ? await context.jobs.addWorktree(job.id, job.title, asked.from)
      : null;
  const event = {
    what: "started",
    reason: asked.reason ?? null,
    branch: tree?.branch ?? null,
    inherits: inheritanceOf(state, job),
    process: context.claims.process,
  } as const;
  await context.append([...(draft ? [draft] : []), JobEvent.draft({ job: job.id, token, event })]);
  return tree;
}

/** True where the envelope would stop the session's first write. */
const liesOutside = (envelope: Bounds["envelope"], write: readonly string[]): boolean =>
  envelope !== null &&
  envelope.enforce !== "warn" &&
  write.length > 0 &&
  !scopesOverlap(write, envelope.write.filter(isIncluding));

interface Started {
  readonly tree: JobWorktree | null;
  readonly notes: string[];
  /** Minutes since the start; null where no clock can tell. */
  readonly minutes: number | null;
}

async function answer(context: WriteContext, standing: JobStanding, { tree, notes, minutes }: Started) {
  const { job, name, token } = standing;
  const asked = await orNote(notes, "not escalated", () =>
    escalateIfTriggered(context, standing, token, minutes),
  );
  if (asked) notes.push(adviceOn(asked.triggered, asked.escalation));
  if (tree)
    notes.push(
      `work only in ${tree.folder}, which has nothing that git ignores, such as installed packages; claim its branch ${tree.branch}`,
    );
  if (tree?.note) notes.push(tree.note);
  const pack = await retrieveContext(context, { ...taskOf(job), budget_tokens: PACK_TOKENS, unasked: true });
  const state = await context.state();
  const bounds = await context.envelope.bounds();
  const base = await orNote(notes, "checks unknown", () => context.claims.policy());
  if (liesOutside(bounds.envelope, job.scope.write))
    notes.push("nothing that it may write lies inside the envelope: escalate before you begin");
  return {
    job: name,
    title: job.title,
    token,
    write: globsWithin(job.scope.write),
    worktree: tree?.folder ?? null,
    branch: tree?.branch ?? null,
    brief: briefOf(state, standing, bounds, {
      lessons: pack.items.map(({ id, kind, title, text, stale, elsewhere }) => {
        const note = stale ?? elsewhere;
        return { id: `${id} ${kind} ${quoted(title)}${note === undefined ? "" : ` (${note})`}`, text };
      }),
      related: pack.related ?? [],
      policy: base?.policy ?? null,
    }),
    notes: [...notes, ...researchAdvice((await context.jobs.settings()).research, job)],
  };
}
