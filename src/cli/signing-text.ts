// Tells a signer what the signature on a verdict vouches for.

import { councilLines } from "../claims/council/text.ts";
import type { ClaimRecord } from "../claims/records/claim.ts";
import { type VerdictRecord, verdictsByClaim } from "../claims/records/verdict.ts";
import type { SigningKey } from "../claims/signatures/io/sign.ts";
import { worthOf } from "../claims/worth.ts";
import type { State } from "../records/state.ts";
import type { Signable } from "../use-cases/sign-verdict.ts";
import { line } from "./reading.ts";

export function whatIsSigned(
  state: State,
  claim: ClaimRecord,
  { verdict, judgment }: Signable,
  key: SigningKey | null,
): string {
  const { subject, predicate } = verdict.statement;
  const { gitCommit, gitTree } = subject[0].digest;
  const receipts = predicate.receipts.map(
    ({ check, authored, reason, metric }) =>
      `${check} ${reason}${metric === null ? "" : ` (${metric})`}${authored === "claim" ? " (the claim's own)" : ""}`,
  );
  return [
    `${key === null ? "would sign" : `signing with ${key.fingerprint}`}: verdict ${verdict.id}, ${predicate.verificationResult}`,
    `  claim ${claim.id}: ${line(claim.statement.predicate.statement)}`,
    `  commit ${gitCommit}, tree without learnings ${gitTree}`,
    `  policy sha256 ${predicate.policy.digest.sha256} at ${predicate.policy.commit}`,
    `  checks: ${line(receipts.join(", "))}; sandbox: ${predicate.sandbox}`,
    ...worthOf(state, claim, verdict).map((each) => `  worth: ${line(each)}`),
    ...predicate.notChecked.map((each) => `  ${line(each)}`),
    ...councilLines(state, verdict)
      .filter(Boolean)
      .map((each) => `  ${line(each)}`),
    ...earlierHere(state, verdict),
    ...(judgment === null
      ? []
      : [
          `  instead of the judges: pass of ${line(judgment.session)}, ${judgment.at}: ${line(judgment.reason)}`,
        ]),
  ].join("\n");
}

/** Earlier verdicts of this clone: a signer vouches for the last attempt, and should know of the others. */
const earlierHere = (state: State, { id, clone, claim }: VerdictRecord): string[] =>
  state
    .by(verdictsByClaim, claim)
    .filter((each) => each.clone === clone && each.id < id)
    .map((each) => `  before that: verdict ${each.id}, ${each.statement.predicate.verificationResult}`);
