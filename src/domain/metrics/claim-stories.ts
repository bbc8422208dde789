// What became of each claim that counts: which verdicts and judgements, and which of them passed it.
import { compareIds } from "../ids.ts";
import { objectionToClaim } from "../jobs.ts";
import { countedJudgments } from "../judgment-laws.ts";
import type { Memory } from "../memory.ts";
import type { ClaimRecord, JudgmentRecord, VerdictRecord } from "../record.ts";
import type { State } from "../state.ts";
import { countedVerdicts, isPassedBy } from "../verdict-laws.ts";
import { type Failure, failuresOfClaim } from "./failures.ts";

export interface ClaimStory {
  readonly claim: ClaimRecord;
  /** The job, or the session where it worked on none: what claims that follow each other are about. */
  readonly work: string;
  /** Those that count, oldest first. */
  readonly verdicts: readonly VerdictRecord[];
  readonly judgments: readonly JudgmentRecord[];
  /** The record that completed its pass; null unless it has passed. */
  readonly passedBy: VerdictRecord | JudgmentRecord | null;
  /** The first word against it; null where there is none. */
  readonly failedBy: VerdictRecord | JudgmentRecord | null;
  readonly failures: readonly Failure[];
}

/** Oldest first. */
export const claimStories = (state: State, memory: Memory): ClaimStory[] =>
  memory
    .each(storyOf, state, [...state.claims.values()].toSorted(compareIds))
    .filter((story) => story !== null);

/** Null for a claim that does not count. */
function storyOf(state: State, claim: ClaimRecord): ClaimStory | null {
  if (state.origin(claim.id)?.own !== true || objectionToClaim(state, claim) !== null) return null;
  const verdicts = countedVerdicts(state, claim);
  const judgments = countedJudgments(state, claim);
  const work = claim.job ? `job ${claim.job.id}` : `session ${claim.clone} ${claim.session}`;
  const [failedBy = null] = [
    ...verdicts.filter((each) => resultOf(each) === "FAILED"),
    ...judgments.filter(({ decision }) => decision === "refuse"),
  ].toSorted(compareIds);
  const passedBy = isPassedBy(claim, verdicts, judgments) ? completing(claim, verdicts, judgments) : null;
  const failures = failuresOfClaim(claim, failedBy);
  return { claim, work, verdicts, judgments, passedBy, failedBy, failures };
}

export const resultOf = ({ statement }: VerdictRecord) => statement.predicate.verificationResult;

/** The first of them with which, and those before it, the claim had passed. */
function completing(
  claim: ClaimRecord,
  verdicts: readonly VerdictRecord[],
  judgments: readonly JudgmentRecord[],
): VerdictRecord | JudgmentRecord | null {
  const isUntil = (last: { readonly id: string }) => (each: { readonly id: string }) => each.id <= last.id;
  const words = [...verdicts, ...judgments].toSorted(compareIds);
  return (
    words.find((each) =>
      isPassedBy(claim, verdicts.filter(isUntil(each)), judgments.filter(isUntil(each))),
    ) ?? null
  );
}
