// Decides which judgements of sessions and persons count. It reads records alone, so a forged one is worth nothing.

import type { State } from "../records/state.ts";
import { compareIds } from "../shared/ids.ts";
import Claim, { type ClaimRecord } from "./records/claim.ts";
import { type JudgmentRecord, judgmentsByClaim } from "./records/judgment.ts";

/** Why a judgement counts for nothing; null when it counts. */
export function objectionToJudgment(state: State, judgment: JudgmentRecord): string | null {
  const claim = state.get(Claim, judgment.claim);
  if (!claim) return "there is no such claim";
  if (judgment.session === claim.session) return "by the claim's own session";
  if (judgment.process !== null && judgment.process === claim.process)
    return "by the runtime process that made the claim, under another session's name";
  if (judgment.role === "worker") return "in the role of a worker";
  if (state.origin(judgment.id)?.own !== true) return "not in the journal of the clone that it names";
  if (judgment.claimDigest.gitBlob !== state.origin(claim.id)?.blob) return "about another text of the claim";
  if (judgment.decision === "refuse" && (judgment.reason.trim() === "" || judgment.location === null))
    return "refuses without a reason and a place";
  return null;
}

/** Those that count, oldest first. */
export const countedJudgments = (state: State, { id }: ClaimRecord): JudgmentRecord[] =>
  state
    .by(judgmentsByClaim, id)
    .filter((judgment) => objectionToJudgment(state, judgment) === null)
    .toSorted(compareIds);

/** Each judge's last word. A session is one of its clone: whoever calls itself alike elsewhere takes nothing back. */
export function latestOfEach(judgments: readonly JudgmentRecord[]): JudgmentRecord[] {
  return [...new Map(judgments.map((each) => [`${each.clone} ${each.session}`, each])).values()];
}

/** Somebody at a terminal or a supervisor, who can settle what judges did not: another session of an agent is no tie-breaker. */
export const isPerson = ({ attested, role }: JudgmentRecord): boolean =>
  attested === "terminal" || role === "supervisor";

/** The pass of a person, in that person's last word on the claim; null where there is none. */
export const personsPass = (state: State, claim: ClaimRecord): JudgmentRecord | null =>
  latestOfEach(countedJudgments(state, claim)).findLast(
    (judgment) => judgment.decision === "pass" && isPerson(judgment),
  ) ?? null;
