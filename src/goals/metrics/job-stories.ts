// Tells for each job that was begun who worked on it and who had to step in.

import { mayReverse } from "../../claims/locks/may-reverse.ts";
import Reversal from "../../claims/records/reversal.ts";
import { isEvent, isOwner } from "../../jobs/chain.ts";
import { escalationsByJob } from "../../jobs/records/escalation.ts";
import Job, { type JobRecord } from "../../jobs/records/job.ts";
import { objectionToEscalation, rulingsOn } from "../../jobs/rulings/laws.ts";
import { standingOfJob } from "../../jobs/standing.ts";
import type { Memory } from "../../records/incremental.ts";
import type { State } from "../../records/state.ts";
import { groupBy } from "../../shared/group-by.ts";
import { compareIds } from "../../shared/ids.ts";
import { failuresOfJob } from "./failures.ts";
import type { ClaimStory, Course, JobStory } from "./story.ts";

/** Oldest first. `claims` are those that count. Jobs that nobody has begun are none. */
export function jobStories(state: State, claims: readonly ClaimStory[], memory: Memory): JobStory[] {
  const claimsOf = groupBy(claims, ({ claim }) => claim.job?.id ?? "");
  const reversalsOf = groupBy(state.all(Reversal), ({ claim }) => claim ?? "");
  const stepsOn = ({ claim, judgments }: ClaimStory) => [
    ...(reversalsOf.get(claim.id) ?? []).filter((each) => mayReverse(state, each, claim)),
    ...judgments.filter(({ attested }) => attested === "terminal"),
  ];
  return memory
    .each(courseOf, state, state.all(Job).toSorted(compareIds))
    .filter((course) => course !== null)
    .map((course) => {
      const own = claimsOf.get(course.standing.job.id) ?? [];
      const steps = own.flatMap(stepsOn).map(({ id }) => id);
      return { ...course, claims: own, interventions: [...course.steps, ...steps] };
    });
}

/** Null for a job that nobody has begun. */
function courseOf(state: State, job: JobRecord): Course | null {
  const standing = standingOfJob(state, job);
  const starts = standing.events.filter((event) => isEvent(event, "started")).length;
  if (starts === 0) return null;
  const escalations = state
    .by(escalationsByJob, job.id)
    .filter((each) => objectionToEscalation(state, each) === null)
    .toSorted(compareIds);
  const rulings = escalations.flatMap((each) =>
    rulingsOn(state, each).flatMap(({ ruling, because }) => (because === null ? [ruling.id] : [])),
  );
  // A release that carries out a ruling is the same step.
  const releases = standing.events.filter(
    (each) => isOwner(each) && isEvent(each, "released") && !each.event.ruling,
  );
  return {
    standing,
    starts,
    escalations,
    failures: failuresOfJob(standing),
    // A ruling on several escalations of one job is one.
    steps: [...new Set(rulings), ...releases.map(({ id }) => id)],
  };
}
