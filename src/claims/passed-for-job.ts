// Finds the passed claims that finish a job.

import { verdictNeeded } from "../jobs/finish.ts";
import { inheritanceOf, type JobStanding } from "../jobs/standing.ts";
import { claimsByJob } from "../jobs/under-lease.ts";
import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";
import Claim from "./records/claim.ts";
import { type PolicyFacts, standingOfClaim } from "./standing.ts";

/** The standing of the claims that count for a job, oldest first. */
function claimsFor(state: State, { job }: Pick<JobStanding, "job">, facts: PolicyFacts) {
  const counted = new Set(inheritanceOf(state, job));
  return state
    .by(claimsByJob, job.id)
    .filter(Claim.is)
    .filter(({ id }) => counted.has(id))
    .map((claim) => ({ claim, ...standingOfClaim(state, claim, facts) }));
}

/** Says in one clause that no claim of the job has passed, so that its end rests on the worker's word. */
export function doneByWord(state: State, standing: JobStanding, facts: PolicyFacts): string {
  const last = claimsFor(state, standing, facts).at(-1);
  if (!last) return "no claim of this job has passed: it is done by your word alone";
  const where =
    last.state === "awaits_judgement"
      ? "has passed its checks and waits for a judgement"
      : `is ${last.state.replace("_", " ")}`;
  return `claim ${last.claim.id} ${where}: until it has passed, the job is done by your word alone`;
}

/** Ids of the claims for this job that have passed. Throws JOB_REFUSED where the policy asks for one and there is none. */
export function passedClaims(
  state: State,
  { job, name }: JobStanding,
  facts: PolicyFacts,
  settings: Parameters<typeof verdictNeeded>[1],
): string[] {
  const standings = claimsFor(state, { job }, facts);
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
