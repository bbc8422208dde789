// Decides which signatures on verdicts count. It reads records alone; the answers of ssh-keygen and base are handed in as facts.

import type { State } from "../../records/state.ts";
import { compareIds } from "../../shared/ids.ts";
import { isPerson, objectionToJudgment } from "../judgment-laws.ts";
import Claim, { type ClaimRecord } from "../records/claim.ts";
import Judgment from "../records/judgment.ts";
import { type SignatureRecord, signaturesByVerdict } from "../records/signature.ts";
import Verdict, { type VerdictRecord } from "../records/verdict.ts";
import { isLeftToPerson } from "../result.ts";
import { PAYLOAD_TYPE, signedStatement, toBase64 } from "./signature.ts";

/** What the keys say of a signature: who of base's signers made it, or why it proves nothing. */
export type SignatureCheck = { readonly by: string } | { readonly problem: string };

/** By the id of the signature's record; one that is missing was not looked at. */
export type SignatureChecks = ReadonlyMap<string, SignatureCheck>;

/** Why a signature can't be about the verdict that it names, whoever made it; null when it can. */
export function objectionToEnvelope(state: State, signature: SignatureRecord): string | null {
  const verdict = verdictOf(state, signature);
  if (!verdict) return "there is no such verdict";
  const claim = state.get(Claim, verdict.claim);
  if (claim && signature.session === claim.session) return "stored by the claim's own session";
  if (signature.role === "worker") return "stored in the role of a worker";
  const { payloadType, payload } = signature.envelope;
  if (payloadType !== PAYLOAD_TYPE) return "its payload is of another type";
  const blob = state.origin(verdict.id)?.blob;
  if (blob === undefined || signature.verdictDigest.gitBlob !== blob)
    return "about another text of the verdict";
  if (payload !== payloadOf(signature, verdict, blob))
    return "its payload says something else than the verdict";
  const { verificationResult, timeVerified } = verdict.statement.predicate;
  if (verificationResult !== "PASSED" && !(claim && isLeftToPerson(claim, verdict)))
    return `the verdict is ${verificationResult}`;
  if (claim && verificationResult !== "PASSED") {
    const objection = objectionToStandIn(state, signature, claim);
    if (objection !== null) return objection;
  }
  if (Date.parse(signature.signedAt) < Date.parse(timeVerified))
    return "signed before the verdict was rendered";
  return null;
}

/** Why the judgement that a signature names does not stand in for judges who did not settle it; null where it does. */
function objectionToStandIn(
  state: State,
  { judgment: named }: SignatureRecord,
  claim: ClaimRecord,
): string | null {
  if (named === undefined) return "the verdict is NOT_PROVEN, and it names no person's pass";
  const found = state.record(named.id);
  if (!Judgment.is(found) || found.claim !== claim.id || state.origin(found.id)?.blob !== named.gitBlob)
    return "the judgement that it names is not there, or another one";
  if (found.decision !== "pass" || !isPerson(found)) return "the judgement that it names is no person's pass";
  const objection = objectionToJudgment(state, found);
  return objection === null ? null : `the judgement that it names does not count: ${objection}`;
}

/** Those on a verdict that say what it says, oldest first; whose keys made them, the records alone can't tell. */
export const signaturesOn = (state: State, verdict: string): SignatureRecord[] =>
  state
    .by(signaturesByVerdict, verdict)
    .filter((signature) => objectionToEnvelope(state, signature) === null)
    .toSorted(compareIds);

/** Why a signature counts for nothing; null when it counts. */
export function objectionToSignature(
  state: State,
  signature: SignatureRecord,
  checks: SignatureChecks,
): string | null {
  const objection = objectionToEnvelope(state, signature);
  if (objection !== null) return objection;
  const check = checks.get(signature.id);
  if (check === undefined) return "not checked here";
  return "problem" in check ? check.problem : null;
}

/** Those of base's signers who have signed a verdict. */
export function signersOf(state: State, verdict: string, checks: SignatureChecks): string[] {
  const names = state.by(signaturesByVerdict, verdict).flatMap((signature) => {
    const check = checks.get(signature.id);
    const counts = objectionToSignature(state, signature, checks) === null;
    return counts && check !== undefined && "by" in check ? [check.by] : [];
  });
  return [...new Set(names)].sort();
}

const payloads = new WeakMap<SignatureRecord, { verdict: VerdictRecord; blob: string; payload: string }>();

/** What it has to say. Kept, as the same records are asked about at every call. */
function payloadOf(signature: SignatureRecord, verdict: VerdictRecord, blob: string): string {
  const known = payloads.get(signature);
  if (known?.verdict === verdict && known.blob === blob) return known.payload;
  const payload = toBase64(signedStatement(verdict, blob, signature.signedAt, signature.judgment));
  payloads.set(signature, { verdict, blob, payload });
  return payload;
}

function verdictOf(state: State, { verdict }: SignatureRecord): VerdictRecord | null {
  const found = state.record(verdict);
  return Verdict.is(found) ? found : null;
}
