// Which job a session may start now, and why not another.
import { barOn } from "./job-chain.ts";
import type { JobStanding } from "./jobs.ts";
import { isVoid, type LeaseView } from "./lease.ts";
import { scopesOverlap } from "./scope.ts";

export interface JobFacts {
  readonly standings: readonly JobStanding[];
  readonly leases: ReadonlyMap<string, LeaseView>;
  /** This clone; null while it has written nothing. */
  readonly here: string | null;
  readonly session: string;
  /** The runtime process that hosts it; null where that can't be told. */
  readonly process: string | null;
}

/** Why a job can't be started now; null when it can. */
export function obstacleTo(standing: JobStanding, facts: JobFacts): string | null {
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
  const other = facts.standings.find(
    (each) =>
      each.job.id !== job.id &&
      isInWork(each, facts) &&
      each.holder?.session !== facts.session &&
      scopesOverlap(job.scope.write, each.job.scope.write),
  );
  return other ? `${name} may write where ${other.name} is being worked on` : null;
}

/** Oldest first. */
export const readyJobs = (facts: JobFacts): JobStanding[] =>
  facts.standings.filter((standing) => obstacleTo(standing, facts) === null);

export const isInWork = (standing: JobStanding, facts: JobFacts): boolean =>
  standing.state === "in_work" && heldBy(standing, facts) !== null;

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
