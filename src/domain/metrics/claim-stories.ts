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
    .filter((claim) => objectionToClaim(state, claim) === null)
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

/** Its first passing verdict, or the first passing judgement where one was needed and came later. */
function completing(
  { statement: { predicate } }: ClaimRecord,
  verdicts: readonly VerdictRecord[],
  judgments: readonly JudgmentRecord[],
): VerdictRecord | JudgmentRecord | null {
  const verdict = verdicts.find((each) => resultOf(each) === "PASSED");
  if (!verdict) return null;
  const needsJudge = predicate.level !== "L1" || predicate.criteria.some(({ check }) => check === null);
  const judgment = needsJudge ? judgments.find(({ decision }) => decision === "pass") : undefined;
  return judgment && judgment.id > verdict.id ? judgment : verdict;
}
