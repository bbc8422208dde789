// Which job a session may start now, and why not another.
import { AgentOpsError } from "../errors.ts";
import { barOn } from "./job-chain.ts";
import type { JobDraft } from "./job-draft.ts";
import { type JobStanding, standingOfJob } from "./jobs.ts";
import { isVoid, type LeaseView } from "./lease.ts";
import { scopesOverlap } from "./scope.ts";
import type { State } from "./state.ts";

export interface JobFacts {
  readonly standings: readonly JobStanding[];
  readonly leases: ReadonlyMap<string, LeaseView>;
  /** This clone; null while it has written nothing. */
  readonly here: string | null;
  readonly session: string;
  /** The runtime process that hosts it; null where that can't be told. */
  readonly process: string | null;
}

/** Why a job can't be started now; null when it can. `inWork` are the others that somebody works on. */
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
    return `${standing.failures} sessions have failed at ${name}; it waits for a ruling, or for a supervisor to release it`;
  const held = heldBy(standing, facts);
  if (held !== null) return held;
  const other = inWork.find(
    (each) =>
      each.job.id !== job.id &&
      each.holder?.session !== facts.session &&
      scopesOverlap(job.scope.write, each.job.scope.write),
  );
  return other ? `${name} may write where ${other.name} is being worked on` : null;
}

/** Provenance of a job that is not stored yet, so that what stands in its way is seen before it is. */
const PROBE = {
  v: 1,
  id: "00000000000000000000000000",
  at: "1970-01-01T00:00:00.000Z",
  runtime: "",
  role: "worker",
  clone: "0000000000",
  commit: null,
} as const;

/** The same of a job that a session would make for itself. */
export function obstacleToNew(state: State, draft: JobDraft, facts: JobFacts): string | null {
  const probe = { ...draft, ...PROBE, session: facts.session };
  const obstacle = obstacleTo(standingOfJob(state, probe), facts);
  return obstacle === null ? null : obstacle.replace(/^j-\S+ may write/, "write: this job may write");
}

/** Says of the oldest open jobs what stands in their way. */
export function noneReady(facts: JobFacts): AgentOpsError {
  const open = facts.standings.filter(({ state }) => state !== "done");
  if (open.length === 0)
    return new AgentOpsError("NOT_FOUND", "No job is queued.", "Make one of your own with title and write.");
  const inWork = inWorkOf(facts);
  const obstacles = open.slice(0, 3).map((each) => obstacleTo(each, facts, inWork));
  return new AgentOpsError(
    "NOT_FOUND",
    `No job is ready; ${open.length} are not done.`,
    `${obstacles.join("; ")}. Or make one of your own with title.`,
  );
}

/** Oldest first. */
export function readyJobs(facts: JobFacts): JobStanding[] {
  const inWork = inWorkOf(facts);
  return facts.standings.filter((standing) => obstacleTo(standing, facts, inWork) === null);
}

const inWorkOf = (facts: JobFacts): JobStanding[] =>
  facts.standings.filter((each) => each.state === "in_work" && heldBy(each, facts) !== null);

function heldBy(standing: JobStanding, { leases, here }: JobFacts): string | null {
  const { job, name, holder } = standing;
  const lease = leases.get(job.id);
  if (lease && !isVoid(lease, standing))
    return lease.expired ? null : `${name} is held by session ${lease.session}`;
  // Of another clone's lease nothing can be seen here, so that its silence tells nothing.
  return holder && holder.clone !== here
    ? `${name} is held by session ${holder.session} of clone ${holder.clone}, whose lease can't be seen from here`
    : null;
}
