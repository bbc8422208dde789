// Finds failures in the records, each with the marks that recognise it when it happens again.

import type { ClaimRecord } from "../../claims/records/claim.ts";
import Judgment, { type JudgmentRecord } from "../../claims/records/judgment.ts";
import type { VerdictRecord } from "../../claims/records/verdict.ts";
import { isEvent } from "../../jobs/chain.ts";
import type { JobStanding } from "../../jobs/standing.ts";
import Handoff, { type HandoffRecord } from "../../lessons/records/handoff.ts";
import type { State } from "../../records/state.ts";
import { compareIds } from "../../shared/ids.ts";
import type { Failure } from "./failure.ts";
import type { ClaimStory, JobStory } from "./story.ts";

/** Oldest first. Of a hook's note only the first record counts. */
export function failuresIn(
  state: State,
  claims: readonly ClaimStory[],
  jobs: readonly JobStory[],
): Failure[] {
  const isOwn = ({ id }: HandoffRecord): boolean => state.origin(id)?.own === true;
  return [
    ...claims.flatMap(({ failures }) => failures),
    ...jobs.flatMap(({ failures }) => failures),
    ...ofHandoffs(state.all(Handoff).filter(isOwn).toSorted(compareIds)),
  ].toSorted((a, b) => compareIds(a, b) || (a.marks.join() < b.marks.join() ? -1 : 1));
}

/** Of a claim only the first word against it counts. */
export function failuresOfClaim(claim: ClaimRecord, failedBy: ClaimStory["failedBy"]): Failure[] {
  if (failedBy === null) return [];
  const { session } = claim;
  const { id, at } = failedBy;
  const quoted = [id, claim.id];
  if (Judgment.is(failedBy)) {
    const path = pathOf(failedBy);
    return [{ id, at, session, paths: [path], marks: [`refused ${path}`], quoted }];
  }
  const { paths } = claim.statement.predicate.change;
  const marks = failingChecks(failedBy).flatMap((check) => paths.map((path) => `${check} ${path}`));
  return [{ id, at, session, paths, marks, quoted }];
}

const pathOf = ({ location }: JudgmentRecord): string => (location ?? "").replace(/:\d+$/, "");

export const failingChecks = ({ statement }: VerdictRecord): string[] =>
  statement.predicate.receipts
    .filter(({ authored, reason }) => authored === "policy" && reason !== "ok" && reason !== "not_started")
    .map(({ check }) => check);

/** What workers reported as failed, known again by the approach within the job. */
export const failuresOfJob = ({ events, job }: JobStanding): Failure[] =>
  events.flatMap((record): Failure[] => {
    if (!isEvent(record, "progress") || !record.event.failed) return [];
    const { id, at, session, event } = record;
    const approach = (event.approach ?? event.note).toLowerCase().replace(/\s+/g, " ").trim();
    return [{ id, at, session, paths: [], marks: [`${job.id} ${approach}`], quoted: [id] }];
  });

/** What hooks saw fail and stay so, known again by the error's hash. */
function ofHandoffs(handoffs: readonly HandoffRecord[]): Failure[] {
  const known = new Set<string>();
  return handoffs.flatMap(({ id, session, files, failures }) =>
    failures.flatMap(({ error, at, overcome }): Failure[] => {
      const key = `${session} ${error} ${at}`;
      if (overcome || known.has(key)) return [];
      known.add(key);
      return [{ id, at, session, paths: files, marks: [`error ${error}`], quoted: [id] }];
    }),
  );
}
