// Decides where jobs stand: who holds each, by which token, and which records about it count. It reads only records.

import { NOT_OWN } from "../records/authority.ts";
import { recordsOf, type State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { compareIds } from "../shared/ids.ts";
import { quoted } from "../shared/text/quoting.ts";
import {
  type Chain,
  chainOf,
  isEvent,
  isOwner,
  type Owner,
  objectionToEvent,
  ownEvents,
  type Start,
} from "./chain.ts";
import { fullJobName, isJobName, jobName } from "./job-name.ts";
import { JOB_LIMITS } from "./limits.ts";
import Job, { type JobRecord } from "./records/job.ts";
import JobEvent, { type JobEventRecord, type Outcome } from "./records/job_event.ts";
import { rulingsAbout } from "./rulings/laws.ts";
import { claimsByJob, type Leased, researchByJob } from "./under-lease.ts";

export interface JobStanding {
  readonly job: JobRecord;
  readonly name: string;
  /**
   * `open`: can be taken. `blocked`: waits for other jobs. `in_work`: somebody holds its token. `stuck`: so many sessions
   * have failed at it that a supervisor has to look. `deferred` and `stopped`: by a ruling.
   */
  readonly state: "open" | "blocked" | "in_work" | "done" | "stuck" | "deferred" | "stopped";
  /** The ruling by which it is deferred or stopped. */
  readonly ruledBy: string | null;
  /** Names of unfinished jobs that have to be done first. */
  readonly waitsFor: readonly string[];
  /** The same, with a reason where one of them may never be done. */
  readonly waits: readonly string[];
  /** The highest token given out; 0 before the first. */
  readonly token: number;
  /** Its holder while it is in work. */
  readonly holder: Start | null;
  /** Events that count, oldest first. */
  readonly events: readonly JobEventRecord[];
  /** Events that do not count, and why. */
  readonly refused: readonly { readonly event: JobEventRecord; readonly because: string }[];
  /** Sessions that began and neither finished nor handed on, since a supervisor last released it. */
  readonly failures: number;
  readonly chain: Chain;
}

/** Throws NOT_FOUND or AMBIGUOUS. `typed` is a job's name, its beginning, or a record id or the end of one. */
export function findJob(state: State, typed: string): JobRecord {
  const wanted = typed.trim();
  const matches = state
    .all(Job)
    .filter(({ id }) =>
      isJobName(wanted)
        ? fullJobName(id).startsWith(wanted.toLowerCase())
        : wanted.length >= 6 && (id.startsWith(wanted.toUpperCase()) || id.endsWith(wanted.toUpperCase())),
    );
  const [only] = matches;
  if (only && matches.length === 1) return only;
  if (matches.length > 1)
    throw new AgentOpsError(
      "AMBIGUOUS",
      `${matches.length} jobs match this name.`,
      `Send one of ${matches
        .slice(0, 5)
        .map(({ id }) => fullJobName(id))
        .join(", ")}.`,
    );
  const newest = state.all(Job).toSorted(compareIds).slice(-3);
  throw new AgentOpsError(
    "NOT_FOUND",
    `There is no job of this name: ${quoted(wanted, 80)}.`,
    newest.length === 0
      ? "There are no jobs yet: start or queue one by a title."
      : `Newest: ${newest.map(({ id, title }) => `${jobName(id)} (${title})`).join(", ")}.`,
  );
}

export function standingOfJob(state: State, job: JobRecord): JobStanding {
  const chain = chainOf(state, job.id);
  const top = chain.owners.at(-1);
  const all = ownEvents(state, job.id);
  const judged = all.map((event) => ({ event, because: objectionToEvent(chain, event) }));
  const events = judged.filter(({ because }) => because === null).map(({ event }) => event);
  const refused = judged.flatMap(({ event, because }) => (because === null ? [] : [{ event, because }]));
  const outcome = top ? outcomeUnder(events, top) : null;
  const ruled = ruledState(state, job.id);
  const holds = top && isEvent(top, "started") && outcome === null && !chain.ended.has(top.token);
  const holder = holds && ruled === null ? top : null;
  const undone = job.depends_on.filter((each) => !isDone(state, each));
  const failures = failuresIn(chain.owners, events) - (holder ? 1 : 0);
  const common = {
    job,
    name: jobName(job.id),
    waitsFor: undone.map(jobName),
    waits: undone.map((each) => waitInWords(state, each)),
    token: top?.token ?? 0,
    holder,
    events,
    refused,
    failures,
    chain,
    ruledBy: null,
  };
  if (outcome === "done") return { ...common, state: "done" };
  if (ruled) return { ...common, ...ruled };
  if (holder) return { ...common, state: "in_work" };
  if (failures >= job.attempts) return { ...common, state: "stuck" };
  return { ...common, state: undone.length > 0 ? "blocked" : "open" };
}

/** Oldest first. */
export const standingsOfJobs = (state: State, jobs: Iterable<JobRecord> = state.all(Job)): JobStanding[] =>
  [...jobs].toSorted(compareIds).map((job) => standingOfJob(state, job));

/** A session and its clone, as two clones can have sessions of one name. */
export interface Worker {
  readonly session: string;
  /** Null while its clone has written nothing. */
  readonly clone: string | null;
}

/** Jobs that this session holds by the records, the newest start last. */
export function jobsOf(state: State, worker: Worker): (JobStanding & { readonly holder: Start })[] {
  // The queue may be long, while one session has begun few jobs.
  const begun = new Set(startsOf(state, worker).map(({ job }) => job));
  return standingsOfJobs(
    state,
    [...begun].flatMap((job) => state.get(Job, job) ?? []),
  )
    .flatMap((standing) => {
      const { holder } = standing;
      const holds = holder?.session === worker.session && holder.clone === worker.clone;
      return holds ? [{ ...standing, holder }] : [];
    })
    .toSorted((a, b) => compareIds(a.holder, b.holder));
}

/** The job that this session began last, whatever became of it; null where it began none. */
export const lastJobOf = (state: State, worker: Worker): JobRecord | null =>
  state.get(Job, lastStartOf(state, worker)?.job ?? "") ?? null;

const lastStartOf = (state: State, worker: Worker): Start | undefined =>
  startsOf(state, worker).toSorted(compareIds).at(-1);

/** In no order, and also those that do not count. */
const startsOf = (state: State, { session, clone }: Worker): Start[] =>
  recordsOf(state, session, JobEvent)
    .filter((event) => isEvent(event, "started"))
    .filter((start) => start.clone === clone);

/** The job that this session began last, if it was taken from it before it was finished; else null. */
export function lostBy(state: State, worker: Worker): JobStanding | null {
  const last = lastStartOf(state, worker);
  const job = last && state.get(Job, last.job);
  if (!job) return null;
  const standing = standingOfJob(state, job);
  const ended = standing.events.some((event) => event.token === last.token && isEvent(event, "finished"));
  return standing.holder?.id === last.id || ended ? null : standing;
}

/** The job that a session holds or lost last, with its token there; null where it has none, or has finished it. */
export function holdingOf(state: State, worker: Worker): { id: string; token: number } | null {
  const held = jobsOf(state, worker).at(-1);
  if (held) return { id: held.job.id, token: held.token };
  const lost = lostBy(state, worker);
  const start = lost?.chain.owners.findLast(
    (owner) => isEvent(owner, "started") && owner.session === worker.session && owner.clone === worker.clone,
  );
  return lost && start ? { id: lost.job.id, token: start.token } : null;
}

/** Ids of the records about a job that count now; the next owner's record names them so that they go on counting. */
export function inheritanceOf(state: State, job: JobRecord): string[] {
  const chain = chainOf(state, job.id);
  const events = ownEvents(state, job.id).filter(
    (event) => !isOwner(event) && objectionToEvent(chain, event) === null,
  );
  const claims = state.by(claimsByJob, job.id).filter((claim) => objectionToClaim(state, claim) === null);
  const research = state
    .by(researchByJob, job.id)
    .filter((each) => objectionToResearch(state, each) === null);
  const ids = (records: readonly { readonly id: string }[]) =>
    records.toSorted(compareIds).map(({ id }) => id);
  // A record can name only so many: claims, research and the newest events go on.
  return [...ids(events), ...ids([...claims, ...research])].slice(-JOB_LIMITS.inherits);
}

/** Why a claim does not count, as its session did not hold the job; else null. */
export function objectionToClaim(state: State, claim: Leased): string | null {
  if (!claim.job) return null;
  if (state.get(Job, claim.job.id) === undefined) return "made for a job that is not known";
  const because = objectionToEvent(chainOf(state, claim.job.id), { ...claim, token: claim.job.token });
  return because && `made for job ${jobName(claim.job.id)}: ${because}`;
}

/** Why research does not count: another clone wrote it in this one's name, or it came too late for its job; else null. */
export function objectionToResearch(state: State, research: Leased): string | null {
  const { id, job } = research;
  if (state.origin(id)?.own !== true) return NOT_OWN;
  if (!job) return null;
  if (state.get(Job, job.id) === undefined) return "made for a job that is not known";
  return objectionToEvent(chainOf(state, job.id), { ...research, token: job.token });
}

/** The state that a ruling in force gives the job; null where none does. */
function ruledState(
  state: State,
  job: string,
): { readonly state: "deferred" | "stopped"; readonly ruledBy: string } | null {
  const inForce = rulingsAbout(state, job).filter((each) => each.inForce);
  const stop = inForce.find(({ ruling }) => ruling.ruling === "stop");
  if (stop) return { state: "stopped", ruledBy: stop.ruling.id };
  const deferral = inForce.find(({ ruling }) => ruling.ruling === "defer");
  return deferral ? { state: "deferred", ruledBy: deferral.ruling.id } : null;
}

function waitInWords(state: State, job: string): string {
  const ruled = ruledState(state, job);
  return ruled === null ? jobName(job) : `${jobName(job)}, ${ruled.state} by ruling ${ruled.ruledBy}`;
}

function outcomeUnder(events: readonly JobEventRecord[], { token }: Owner): Outcome | null {
  const finish = events.find((event) => event.token === token && isEvent(event, "finished"));
  return finish && isEvent(finish, "finished") ? finish.event.outcome : null;
}

function isDone(state: State, id: string): boolean {
  const chain = chainOf(state, id);
  const top = chain.owners.at(-1);
  const events = ownEvents(state, id).filter((event) => objectionToEvent(chain, event) === null);
  return top !== undefined && outcomeUnder(events, top) === "done";
}

function failuresIn(owners: readonly Owner[], events: readonly JobEventRecord[]): number {
  const released = owners.findLastIndex((owner) => isEvent(owner, "released"));
  return owners.slice(released + 1).filter((owner) => {
    const outcome = outcomeUnder(events, owner);
    return outcome === null || outcome === "failed";
  }).length;
}
