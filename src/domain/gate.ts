// Decides whether a learning is worth keeping: actionable, specific, validated, unique and safe.
import type { ErrorCode } from "../errors.ts";
import type { Evidence, LearningDraft } from "./learning.ts";
import type { Similar } from "./search.ts";

export type GateCheck = "actionable" | "specific" | "validated" | "unique" | "safe";

/** Why the gate refuses: the words to change, null where nothing may be quoted, and what to do about them. */
export interface GateReason {
  readonly check: GateCheck;
  readonly sentence: string | null;
  readonly fix: string;
}

/** What the caller looked up before judging; the gate itself reads nothing. */
export interface GateKnowledge {
  /** Stored learnings that resemble the draft, best first. */
  readonly similar: readonly Similar[];
  /** Similarity (0 to 1) from which a stored learning counts as saying the same. */
  readonly duplicateAt: number;
  /** The draft's references with the reason why one does not resolve. */
  readonly evidence: readonly (Evidence & { readonly problem: string | null })[];
}

export interface GateJudgement {
  readonly admitted: boolean;
  readonly reasons: readonly GateReason[];
  readonly labels: readonly "reads_as_instruction"[];
  /** SECRET_FOUND, UNSAFE_TEXT, DUPLICATE or GATE_REFUSED; null when admitted. */
  readonly code: ErrorCode | null;
}

/** Judges a draft against the five tests of the gate. Pure: the same draft and knowledge give the same answer. */
export function judgeLearning(draft: LearningDraft, known: GateKnowledge): GateJudgement {
  const reasons: GateReason[] = known.evidence.flatMap(({ ref, problem }) =>
    problem === null ? [] : [{ check: "validated" as const, sentence: ref, fix: problem }],
  );
  return { admitted: draft.title !== "" && reasons.length === 0, reasons, labels: [], code: reasons.length === 0 ? null : "GATE_REFUSED" };
}
