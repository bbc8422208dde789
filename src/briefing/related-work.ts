// Lists the work of others on the same paths, one line each: jobs, waiting handoffs, claims without a verdict, locks.

import type { Lock } from "../claims/locks/ratchet.ts";
import Claim, { type ClaimRecord } from "../claims/records/claim.ts";
import { verdictsByClaim } from "../claims/records/verdict.ts";
import { type Finish, isEvent } from "../jobs/chain.ts";
import Job from "../jobs/records/job.ts";
import { type JobStanding, objectionToClaim, standingsOfJobs } from "../jobs/standing.ts";
import { nearTo, scopesOverlap } from "../policy/scope.ts";
import type { State } from "../records/state.ts";
import { compareIds } from "../shared/ids.ts";
import type { RelatedEntry } from "./related.ts";

const LONGEST = 200;
const MOST_OF_A_KIND = 3;

/** `session` is the asking one, whose own work is left out. */
export function workNear(state: State, paths: readonly string[], session: string): RelatedEntry[] {
  if (paths.length === 0) return [];
  const near = state.all(Job).filter(({ scope }) => scopesOverlap(paths, scope.write));
  const jobs = standingsOfJobs(state, near);
  const claims = claimsTouching(state, paths).filter(
    (claim) =>
      claim.session !== session &&
      state.by(verdictsByClaim, claim.id).length === 0 &&
      objectionToClaim(state, claim) === null,
  );
  return [
    ...jobs.flatMap((standing) => inWork(standing, session)).slice(-MOST_OF_A_KIND),
    ...jobs.flatMap(leftBehind).slice(-MOST_OF_A_KIND),
    ...claims.slice(-MOST_OF_A_KIND).map(openClaim),
  ];
}

/** Oldest first. */
export function claimsTouching(state: State, paths: readonly string[]): ClaimRecord[] {
  const isNear = nearTo(paths);
  return state
    .all(Claim)
    .filter(({ statement }) => statement.predicate.change.paths.some(isNear))
    .toSorted(compareIds);
}

/** The locks in force that came from a change of these paths. */
export const locksNear = (locks: readonly Lock[], claims: readonly ClaimRecord[]): RelatedEntry[] =>
  locks
    .filter(
      ({ claim, containment, reversal }) =>
        containment !== "elsewhere" && reversal === null && claims.some(({ id }) => id === claim.id),
    )
    .slice(-MOST_OF_A_KIND)
    .map(({ check, claim, metric }) => {
      const value = metric === null ? "" : ` at ${metric.value}, ${metric.direction} is better`;
      return { id: claim.id, text: `lock: check ${check} must not get worse${value}` };
    });

function inWork({ name, job, holder }: JobStanding, session: string): RelatedEntry[] {
  if (!holder || holder.session === session) return [];
  const where = job.scope.write.slice(0, 3).join(", ");
  return [
    {
      id: name,
      text: `in work by session ${holder.session}, may write ${where}; ${data("title", job.title)}`,
    },
  ];
}

function leftBehind({ name, state, events }: JobStanding): RelatedEntry[] {
  const last = events.findLast((event): event is Finish => isEvent(event, "finished"));
  if (state === "done" || state === "in_work" || !last) return [];
  const { outcome, handoff } = last.event;
  return [
    { id: name, text: `handoff of an unfinished job (${outcome}); ${data("next step", handoff.next)}` },
  ];
}

const openClaim = ({ id, session, statement: { predicate } }: ClaimRecord): RelatedEntry => ({
  id,
  text: `claim without a verdict by session ${session}; ${data("statement", predicate.statement)}`,
});

const data = (what: string, text: string): string =>
  `stored ${what} (data): ${text.replace(/\s+/g, " ").trim().slice(0, LONGEST)}`;
