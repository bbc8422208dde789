// Chooses the job that a session may start now, and says why another one can't be started.

import { scopesOverlap } from "../policy/scope.ts";
import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { counted } from "../shared/text/count.ts";
import { barOn, isEvent, type Start } from "./chain.ts";
import type { NewJobDraft } from "./draft.ts";
import { isVoid, type LeaseView } from "./lease.ts";
import { findJob, type JobStanding, jobsOf, standingOfJob, type Worker } from "./standing.ts";

const MOST_OBSTACLES = 3;

export interface JobFacts {
  readonly standings: readonly JobStanding[];
  readonly leases: ReadonlyMap<string, LeaseView>;
  /** This clone; null while it has written nothing. */
  readonly here: string | null;
  readonly session: string;
  /** The runtime process that hosts the session; null where that can't be told. */
  readonly process: string | null;
}

/** Why a job can't be started now; null where it can. `inWork` are the jobs that somebody works on. */
export function obstacleTo(
  standing: JobStanding,
  facts: JobFacts,
  inWork: readonly JobStanding[] = inWorkOf(facts),
): string | null {
  const { job, name, state } = standing;
  if (state === "done") return `${name} is done`;
  if (state === "deferred" || state === "stopped") return `${name} is ${state} by ruling ${standing.ruledBy}`;
  const bar = barOn(standing.chain, { session: facts.session, clone: facts.here, process: facts.process });
  if (bar !== null) return `${name} is for a fresh session in a process of its own: ${bar}`;
  if (state === "blocked") return `${name} waits for ${standing.waits.join("; ")}`;
  if (state === "stuck")
    return `${counted(standing.failures, "session")} failed at ${name}; it waits for a ruling, or for a supervisor to release it`;
  const held = heldBy(standing, facts);
  if (held !== null) return held;
  const other = jobInTheWay(job, facts, inWork);
  return other ? `${name} may write where ${other.name} is being worked on` : null;
}

/**
 * The job that another session works on and that may write the same files. A job that nobody holds is not in `inWork`, so
 * it is never in its own way.
 */
const jobInTheWay = (
  { scope }: JobStanding["job"],
  facts: JobFacts,
  inWork: readonly JobStanding[],
): JobStanding | undefined =>
  inWork.find((each) => !isMine(each.holder, facts) && scopesOverlap(scope.write, each.job.scope.write));

/**
 * The job that a call means, if its session holds it already; null where it means another or none. Throws JOB_REFUSED where
 * the session holds one and gives no reason for a second, NOT_FOUND or AMBIGUOUS for the name.
 */
export function heldAlready(
  state: State,
  worker: Worker,
  { job, reason }: { readonly job?: string | undefined; readonly reason?: string | undefined },
): (JobStanding & { readonly holder: Start }) | null {
  const held = jobsOf(state, worker);
  const named = job === undefined ? null : findJob(state, job);
  const meant = held.find((each) => each.job.id === named?.id);
  const last = held.at(-1);
  if (meant || !last || reason !== undefined) return meant ?? null;
  throw new AgentOpsError(
    "JOB_REFUSED",
    `This session works on ${last.name} (${last.job.title}).`,
    `Finish it with finish_job, or say in reason why you take a second one. start_job {job: "${last.name}"} shows its brief again.`,
  );
}

/** The jobs to try, in order: the named one, or all that are ready. Throws JOB_REFUSED, or NOT_FOUND for the name. */
export function jobsToStart(state: State, facts: JobFacts, named: string | undefined): JobStanding[] {
  if (named !== undefined) {
    const standing = standingOfJob(state, findJob(state, named));
    refuse(obstacleTo(standing, facts));
    return [standing];
  }
  return readyJobs(facts).filter((each) => !isHandedOff(each, facts));
}

/** True if this session itself handed the job off last, so that it would go round in a circle. By its name it gets it. */
function isHandedOff({ events }: JobStanding, { session, here }: JobFacts): boolean {
  const last = events.at(-1);
  return (
    last !== undefined &&
    isEvent(last, "finished") &&
    last.event.outcome === "hand_off" &&
    last.session === session &&
    last.clone === here
  );
}

/** Stands in for the provenance of a job that is not stored yet. */
const UNSTORED = {
  v: 1,
  at: "1970-01-01T00:00:00.000Z",
  runtime: "",
  role: "worker",
  clone: "0000000000",
  commit: null,
} as const;

/** A job that a session makes for itself, before it is stored. Throws JOB_REFUSED where something is in its way. */
export function newJob(state: State, draft: NewJobDraft, facts: JobFacts): JobStanding {
  const standing = standingOfJob(state, { ...draft, ...UNSTORED, session: facts.session });
  const other = jobInTheWay(standing.job, facts, inWorkOf(facts));
  if (other)
    throw new AgentOpsError(
      "JOB_REFUSED",
      `write: this job may write where ${other.name} is being worked on.`,
      `Leave out of write what ${other.name} may write, or call start_job without arguments for the next ready job.`,
    );
  refuse(obstacleTo(standing, facts));
  return standing;
}

function refuse(obstacle: string | null): void {
  if (obstacle === null) return;
  throw new AgentOpsError(
    "JOB_REFUSED",
    `${obstacle}.`,
    "Call start_job without arguments for the next ready one.",
  );
}

/** True if this token came too late: a later one is recorded, or the job has ended. */
export const isOvertaken = ({ token, state }: JobStanding, taken: number): boolean =>
  token >= taken || state === "done" || state === "stopped" || state === "deferred";

/** True if the job has a worktree of its own. A former worker's counts too, as it may hold unfinished work. */
export const isIsolated = ({ job, chain }: JobStanding): boolean =>
  job.isolate || chain.owners.findLast((owner) => isEvent(owner, "started"))?.event.branch != null;

/** Why no job is ready for this session: what is in the way of the oldest open ones. */
export function noneReady(facts: JobFacts): string {
  const open = facts.standings.filter(({ state }) => state !== "done");
  const rest =
    "If you only work the queue, you are at its end; work of your own starts with title and write.";
  if (open.length === 0) return `No job is queued. ${rest}`;
  const inWork = inWorkOf(facts);
  const obstacles = open.slice(0, MOST_OBSTACLES).map((each) => {
    const given = `${each.name} was handed off by this session; start_job with job takes it again`;
    return obstacleTo(each, facts, inWork) ?? given;
  });
  const more = open.length > MOST_OBSTACLES ? `; and ${open.length - MOST_OBSTACLES} more` : "";
  return `No job is ready; ${counted(open.length, "job")} not done: ${obstacles.join("; ")}${more}. ${rest}`;
}

/** Oldest first. */
export function readyJobs(facts: JobFacts): JobStanding[] {
  const inWork = inWorkOf(facts);
  return facts.standings.filter((standing) => obstacleTo(standing, facts, inWork) === null);
}

const inWorkOf = (facts: JobFacts): JobStanding[] =>
  facts.standings.filter((each) => each.state === "in_work" && heldBy(each, facts) !== null);

function heldBy(standing: JobStanding, facts: JobFacts): string | null {
  const { job, name, holder } = standing;
  if (isMine(holder, facts)) return `${name} is yours already`;
  const lease = facts.leases.get(job.id);
  if (lease && !isVoid(lease, standing))
    // What a server of this session took and was killed before it could record is this session's to take again.
    return lease.expired || isMine(lease, facts)
      ? null
      : `${name} is held by session ${lease.session}, until its lease runs out or a person frees it (agentops-mcp jobs release ${name})`;
  // Of another clone's lease nothing can be seen here, so that its silence tells nothing.
  return holder && holder.clone !== facts.here
    ? `${name} is held by session ${holder.session} of clone ${holder.clone}, whose lease can't be seen from here`
    : null;
}

/** Sessions of the same name on two clones are two. */
const isMine = (holder: { session: string; clone: string } | null, { session, here }: JobFacts): boolean =>
  holder !== null && holder.session === session && holder.clone === here;
