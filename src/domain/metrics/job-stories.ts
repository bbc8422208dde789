// What became of each job that somebody has begun: who worked on it, who had to step in.
import { mayReverse } from "../authority.ts";
import { groupBy } from "../group.ts";
import { isEvent, isOwner } from "../job-chain.ts";
import { type JobStanding, standingsOfJobs } from "../jobs.ts";
import type { EscalationRecord } from "../record.ts";
import { countedEscalations, rulingsOn } from "../ruling-laws.ts";
import type { State } from "../state.ts";
import type { ClaimStory } from "./claim-stories.ts";

export interface JobStory {
  readonly standing: JobStanding;
  /** Sessions that began it, each time counted. */
  readonly starts: number;
  readonly claims: readonly ClaimStory[];
  readonly escalations: readonly EscalationRecord[];
  /** Ids of what a supervisor or a person did about it: rulings, reversals, reviews at a terminal, releases. */
  readonly interventions: readonly string[];
}

/** `claims` are those that count. Jobs that nobody has begun are none. */
export function jobStories(state: State, claims: readonly ClaimStory[]): JobStory[] {
  const claimsOf = groupBy(claims, ({ claim }) => claim.job?.id ?? "");
  const escalationsOf = groupBy(countedEscalations(state), ({ job }) => job?.id ?? "");
  const reversalsOf = groupBy([...state.reversals.values()].flat(), ({ claim }) => claim ?? "");
  return standingsOfJobs(state).flatMap((standing): JobStory[] => {
    const starts = standing.events.filter((event) => isEvent(event, "started")).length;
    if (starts === 0) return [];
    const ownClaims = claimsOf.get(standing.job.id) ?? [];
    const escalations = escalationsOf.get(standing.job.id) ?? [];
    const rulings = escalations.flatMap((each) =>
      rulingsOn(state, each).flatMap(({ ruling, because }) => (because === null ? [ruling] : [])),
    );
    const interventions = [
      ...rulings,
      ...ownClaims.flatMap(({ claim }) =>
        (reversalsOf.get(claim.id) ?? []).filter((each) => mayReverse(state, each, claim)),
      ),
      ...ownClaims.flatMap(({ judgments }) => judgments.filter(({ attested }) => attested === "terminal")),
      // A release that carries out a ruling is the same step.
      ...standing.events.filter((each) => isOwner(each) && isEvent(each, "released") && !each.event.ruling),
    ].map(({ id }) => id);
    // A ruling on several escalations of one job is one.
    return [{ standing, starts, claims: ownClaims, escalations, interventions: [...new Set(interventions)] }];
  });
}
