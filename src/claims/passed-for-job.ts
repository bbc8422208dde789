// The passed claims that a job is done with.

import { verdictNeeded } from "../jobs/finish.ts";
import { inheritanceOf, type JobStanding } from "../jobs/standing.ts";
import { claimsByJob } from "../jobs/under-lease.ts";
import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";
import Claim from "./records/claim.ts";
import { type PolicyFacts, standingOfClaim } from "./standing.ts";

/** Ids of the claims for this job that have passed. Throws JOB_REFUSED where the policy asks for one and there is none. */
export function passedClaims(
  state: State,
  { job, name }: JobStanding,
  facts: PolicyFacts,
  settings: Parameters<typeof verdictNeeded>[1],
): string[] {
  const counted = new Set(inheritanceOf(state, job));
  const own = state
    .by(claimsByJob, job.id)
    .filter(Claim.is)
    .filter(({ id }) => counted.has(id));
  const standings = own.map((claim) => ({ claim, ...standingOfClaim(state, claim, facts) }));
  const passed = standings.filter((each) => each.state === "passed").map(({ claim }) => claim.id);
  const because = verdictNeeded(job, settings);
  if (because === null || passed.length > 0) return passed;
  const last = standings.at(-1);
  throw new AgentOpsError(
    "JOB_REFUSED",
    `${name} is done only with a passed claim, because ${because}${last ? `; claim ${last.claim.id} is ${last.state}` : "; none was made"}.`,
    last
      ? "Call request_verdict, or mend what failed and claim again."
      : "Commit, submit_claim, request_verdict; then finish.",
  );
}
