// Decides which judgements of sessions and persons count. It reads only records, so a forged one is worth nothing.

import { NOT_OWN } from "../records/authority.ts";
import type { State } from "../records/state.ts";
import { compareIds } from "../shared/ids.ts";
import Claim, { type ClaimRecord } from "./records/claim.ts";
import { type JudgmentRecord, judgmentsByClaim } from "./records/judgment.ts";

/** Why a judgement does not count; null when it does. */
export function objectionToJudgment(state: State, judgment: JudgmentRecord): string | null {
  const claim = state.get(Claim, judgment.claim);
  if (!claim) return "there is no such claim";
  if (judgment.session === claim.session) return "by the claim's own session";
  if (judgment.process !== null && judgment.process === claim.process)
    return "by the runtime process that made the claim, under another session's name";
  if (judgment.role === "worker") return "in the role of a worker";
  if (state.origin(judgment.id)?.own !== true) return NOT_OWN;
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

/**
 * Each judge's last judgement. The clone is part of who it is, so a session of the same name elsewhere takes nothing back.
 */
export function latestOfEach(judgments: readonly JudgmentRecord[]): JudgmentRecord[] {
  return [...new Map(judgments.map((each) => [`${each.clone} ${each.session}`, each])).values()];
}

/** True for somebody at a terminal or a supervisor, who can settle what judges did not; another agent's session can't. */
export const isPerson = ({ attested, role }: JudgmentRecord): boolean =>
  attested === "terminal" || role === "supervisor";

/** The person's last judgement on the claim, where it is a pass; else null. */
export const personsPass = (state: State, claim: ClaimRecord): JudgmentRecord | null =>
  latestOfEach(countedJudgments(state, claim)).findLast(
    (judgment) => judgment.decision === "pass" && isPerson(judgment),
  ) ?? null;
