// What became of each claim that counts: which verdicts and judgements, and which of them passed it.
import { compareIds } from "../ids.ts";
import { objectionToClaim } from "../jobs.ts";
import type { ClaimRecord, JudgmentRecord, VerdictRecord } from "../record.ts";
import type { State } from "../state.ts";
import { countedJudgments, countedVerdicts, isPassedBy } from "../verdict-laws.ts";

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
}

export const claimStories = (state: State): ClaimStory[] =>
  [...state.claims.values()]
    .filter((claim) => state.origin(claim.id)?.own === true && objectionToClaim(state, claim) === null)
    .toSorted(compareIds)
    .map((claim) => storyOf(state, claim));

function storyOf(state: State, claim: ClaimRecord): ClaimStory {
  const verdicts = countedVerdicts(state, claim);
  const judgments = countedJudgments(state, claim);
  const work = claim.job ? `job ${claim.job.id}` : `session ${claim.clone} ${claim.session}`;
  const [failedBy = null] = [
    ...verdicts.filter((each) => resultOf(each) === "FAILED"),
    ...judgments.filter(({ decision }) => decision === "refuse"),
  ].toSorted(compareIds);
  const passedBy = isPassedBy(claim, verdicts, judgments) ? completing(claim, verdicts, judgments) : null;
  return { claim, work, verdicts, judgments, passedBy, failedBy };
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
