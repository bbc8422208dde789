// Lists jobs: where each stands, who has it, and what it waits for.

import type { State } from "../records/state.ts";
import { circleAmong } from "./file.ts";
import { jobName } from "./job-name.ts";
import { isVoid, type LeaseView } from "./lease.ts";
import Job from "./records/job.ts";
import type { JobStanding } from "./standing.ts";
import { stateInWords } from "./text.ts";

export interface JobRow {
  readonly id: string;
  readonly record: string;
  readonly title: string;
  readonly state: JobStanding["state"];
  /** The state with its reasons. */
  readonly stands: string;
  /** The session that holds it by the records; null where nobody does. */
  readonly holder: string | null;
  readonly clone: string | null;
  readonly token: number;
  readonly lease: LeaseState;
  readonly waits_for: readonly string[];
  readonly risk: string;
  readonly write: readonly string[];
  readonly branch: string | null;
}

/** `elsewhere`: in a clone whose leases can't be seen from here. `expired`: a `start_job` may take the job over. */
export type LeaseState = "none" | "alive" | "expired" | "elsewhere";

/** `here` is this clone; null while it has written nothing. */
export function rowOf(
  state: State,
  standing: JobStanding,
  lease: LeaseView | null,
  here: string | null,
): JobRow {
  const { job, name, holder, token } = standing;
  const circle = standing.state === "blocked" ? circleBefore(state, job.id) : null;
  return {
    id: name,
    record: job.id,
    title: job.title,
    state: standing.state,
    stands:
      circle === null
        ? stateInWords(standing)
        : `blocked for good: ${[...circle, ...circle.slice(0, 1)].map(jobName).join(" waits for ")}`,
    holder: holder?.session ?? null,
    clone: holder?.clone ?? null,
    token,
    lease: leaseState(standing, lease, here),
    waits_for: [...standing.waitsFor],
    risk: job.risk,
    write: job.scope.write,
    branch: holder?.event.branch ?? null,
  };
}

export function leaseState(standing: JobStanding, lease: LeaseView | null, here: string | null): LeaseState {
  if (lease && !isVoid(lease, standing)) return lease.expired ? "expired" : "alive";
  if (standing.holder === null) return "none";
  return standing.holder.clone === here ? "expired" : "elsewhere";
}

/**
 * Jobs that wait for each other, from this one back to it, so that it never becomes ready; null where there are none.
 * Separate clones can make such a circle.
 */
const circleBefore = (state: State, id: string): string[] | null =>
  circleAmong([id], (each) => state.get(Job, each)?.depends_on ?? []);
