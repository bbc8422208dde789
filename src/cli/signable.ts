// Finds what of a claim can be signed, and tells it to whoever signs.

import { councilLines } from "../claims/council/text.ts";
import type { Claims } from "../claims/io/open.ts";
import { personsPass } from "../claims/judgment-laws.ts";
import { isLeftToPerson } from "../claims/result.ts";
import type { SigningKey } from "../claims/signatures/io/sign.ts";
import { standingOfClaim } from "../claims/standing.ts";
import type { ClaimRecord, JudgmentRecord, VerdictRecord } from "../records/record.ts";
import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";
import type { SigningActor } from "./person.ts";
import { line } from "./reading.ts";

export interface Signable {
  readonly verdict: VerdictRecord;
  /** The person's pass on which it rests, where its judges did not settle it. */
  readonly judgment: JudgmentRecord | null;
}

/**
 * This clone's own verdict under the policy in force, which passed, or was left to a person who has passed it. Throws
 * SIGNATURE_REFUSED where there is none.
 */
export async function signable(
  claims: Claims,
  actor: Pick<SigningActor, "asks">,
  state: State,
  claim: ClaimRecord,
  key: SigningKey | null,
): Promise<Signable> {
  const facts = await claims.policyFacts(state);
  const { digest } = await claims.policy();
  const { own, state: standing, missing } = standingOfClaim(state, claim, facts);
  const rerun = "agentops-mcp verdict sign --rerun runs its checks here first.";
  const refuse = (problem: string, fix: string) =>
    new AgentOpsError("SIGNATURE_REFUSED", `claim ${claim.id}: ${problem}.`, fix);
  if (standing === "refused")
    throw refuse(`it was ${missing}`, "A signature can't outweigh a refusal: mend it and claim again.");
  if (own === null) throw refuse("it has no verdict that was rendered in this clone", rerun);
  const { verificationResult, policy } = own.statement.predicate;
  if (policy.digest.sha256 !== digest) throw refuse("its verdict is about an earlier policy of base", rerun);
  if (verificationResult === "PASSED") return { verdict: own, judgment: null };
  if (!isLeftToPerson(claim, own))
    throw refuse(`its verdict here is ${verificationResult}`, "Only what has passed here is signed.");
  const judgment = personsPass(state, claim);
  if (judgment === null)
    throw refuse(
      "its judges did not settle it, and no person has passed it",
      `A person decides first: agentops-mcp review ${claim.id}`,
    );
  // Nobody in CI could tell a person's word from a record that somebody else has written.
  if (key !== null && !actor.asks)
    throw refuse(
      "its judges did not settle it, so CI does not sign it",
      "A person among the signers does, who has read what the judges said: agentops-mcp verdict sign, at a terminal.",
    );
  return { verdict: own, judgment };
}

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

/** Earlier verdicts of this clone: a signer vouches for the last try, and should know of the others. */
const earlierHere = (state: State, { id, clone, claim }: VerdictRecord): string[] =>
  (state.verdicts.get(claim) ?? [])
    .filter((each) => each.clone === clone && each.id < id)
    .map((each) => `  before that: verdict ${each.id}, ${each.statement.predicate.verificationResult}`);
