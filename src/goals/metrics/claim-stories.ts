// Tells for each claim that counts which verdicts and judgements it got, and which of them passed it.

import Claim, { type ClaimRecord } from "../../claims/records/claim.ts";
import type { VerdictRecord } from "../../claims/records/verdict.ts";
import { hasPassed, type Words, wordsOn } from "../../claims/standing.ts";
import { objectionToClaim } from "../../jobs/standing.ts";
import type { Memory } from "../../records/incremental.ts";
import type { State } from "../../records/state.ts";
import { compareIds } from "../../shared/ids.ts";
import { failuresOfClaim } from "./failures.ts";
import type { ClaimStory, Word } from "./story.ts";

/** Oldest first. */
export const claimStories = (state: State, memory: Memory): ClaimStory[] =>
  memory.each(storyOf, state, state.all(Claim).toSorted(compareIds)).filter((story) => story !== null);

/** Null for a claim that does not count. */
function storyOf(state: State, claim: ClaimRecord): ClaimStory | null {
  if (state.origin(claim.id)?.own !== true || objectionToClaim(state, claim) !== null) return null;
  const words = wordsOn(state, claim);
  const { verdicts, judgments } = words;
  const work = claim.job ? `job ${claim.job.id}` : `session ${claim.clone} ${claim.session}`;
  const [failedBy = null] = [
    ...verdicts.filter((each) => resultOf(each) === "FAILED"),
    ...judgments.filter(({ decision }) => decision === "refuse"),
  ].toSorted(compareIds);
  const passedBy = hasPassed(claim, words) ? completing(claim, words) : null;
  const failures = failuresOfClaim(claim, failedBy);
  return { claim, work, verdicts, judgments, passedBy, failedBy, failures };
}

export const resultOf = ({ statement }: VerdictRecord) => statement.predicate.verificationResult;

/** The first of them with which, and those before it, the claim had passed. */
function completing(claim: ClaimRecord, { verdicts, judgments, signatures }: Words): Word | null {
  const until = <T extends Word>(last: Word, words: readonly T[]): T[] =>
    words.filter(({ id }) => id <= last.id);
  const passes = (last: Word): boolean =>
    hasPassed(claim, {
      verdicts: until(last, verdicts),
      judgments: until(last, judgments),
      signatures: until(last, signatures),
    });
  return [...verdicts, ...judgments, ...signatures].toSorted(compareIds).find(passes) ?? null;
}
