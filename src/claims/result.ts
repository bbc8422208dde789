// Reads a result from a verdict's receipts, and says where they leave it to a person.

import type { Result } from "../judges/answer.ts";
import type { ClaimRecord, Criterion } from "./records/claim.ts";
import type { JudgedCriterion, JudgedReceipt, VerdictRecord } from "./records/verdict.ts";

/** The result of each criterion, from the receipts alone. */
export function judgeCriteria(
  criteria: readonly Criterion[],
  receipts: readonly JudgedReceipt[],
): JudgedCriterion[] {
  return criteria.map(({ id, check, run }) => {
    const own = run === null ? [] : receipts.filter((each) => each.authored === "claim" && each.check === id);
    if (check === null) {
      const said = own[0] ? `its own command ended with ${own[0].reason}; ` : "";
      const because = `${said}no check of the policy decides it, so it is for whoever judges the claim`;
      return { id, result: "NOT_PROVEN", receipts: own.map((each) => each.check), because };
    }
    const receipt = receipts.find((each) => each.authored === "policy" && each.check === check);
    if (!receipt) return { id, result: "NOT_PROVEN", receipts: [], because: `${check} was not run` };
    if (receipt.reason === "not_started")
      return { id, result: "NOT_PROVEN", receipts: [check], because: `${check} could not be started` };
    const result = receipt.reason === "ok" ? "PASSED" : "FAILED";
    return { id, result, receipts: [check], because: null };
  });
}

/**
 * FAILED when any check of the policy failed; PASSED when all deciding checks ran well and every criterion with a check is
 * met.
 */
export function resultOf(claim: ClaimRecord, receipts: readonly JudgedReceipt[]): Result {
  const { checks, criteria } = claim.statement.predicate;
  const decided = receipts.filter(({ authored }) => authored === "policy");
  if (decided.some(({ reason }) => reason !== "ok" && reason !== "not_started")) return "FAILED";
  const passed = new Set(decided.filter(({ reason }) => reason === "ok").map(({ check }) => check));
  const needed = [...checks, ...criteria.flatMap(({ check }) => (check === null ? [] : [check]))];
  return needed.every((check) => passed.has(check)) ? "PASSED" : "NOT_PROVEN";
}

/** True if its checks passed, but its judges disagree or are too few, so that a person decides. */
export function isLeftToPerson(claim: ClaimRecord, { statement: { predicate } }: VerdictRecord): boolean {
  const { verificationResult, council, receipts } = predicate;
  const unsettled = council?.result === "DISAGREE" || council?.result === "NOT_PROVEN";
  // A verdict that asks for another claim leaves nothing to a person.
  return verificationResult === "NOT_PROVEN" && unsettled && resultOf(claim, receipts) === "PASSED";
}
