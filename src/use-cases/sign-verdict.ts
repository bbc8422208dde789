// Signs this clone's verdict on a claim with a key that base names, after the signer has seen what it vouches for.

import type { WriteContext } from "../api/context.ts";
import { personsPass } from "../claims/judgment-laws.ts";
import type { ClaimsPort, GatePort } from "../claims/port.ts";
import Claim, { type ClaimRecord } from "../claims/records/claim.ts";
import type { JudgmentRecord } from "../claims/records/judgment.ts";
import Verdict, { type VerdictRecord } from "../claims/records/verdict.ts";
import { isLeftToPerson } from "../claims/result.ts";
import { type SigningKey, signVerdict } from "../claims/signatures/io/sign.ts";
import { keyBytes, outsideValidity, type Signer } from "../claims/signatures/signers.ts";
import { standingOfClaim } from "../claims/standing.ts";
import { findRecord } from "../jobs/find-record.ts";
import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { compareIds } from "../shared/ids.ts";

export interface Signing {
  readonly context: WriteContext;
  readonly claims: GatePort & Pick<ClaimsPort, "policy" | "policyFacts">;
  readonly signers: readonly Signer[];
  /** Null where nothing is to be signed, only shown. */
  readonly key: SigningKey | null;
  /** False in CI, where no person has read what is signed. */
  readonly isPerson: boolean;
  /** Runs the checks here first, whatever is known. */
  readonly rerun: boolean;
  onProgress(what: string): void;
  /** Shows what would be signed. */
  show(state: State, claim: ClaimRecord, what: Signable): void;
  agrees(): Promise<boolean>;
}

export interface Signable {
  readonly verdict: VerdictRecord;
  /** The person's pass on which it rests, where its judges did not settle it. */
  readonly judgment: JudgmentRecord | null;
}

export interface Signed {
  readonly claim: string;
  readonly verdict: string;
  /** Null where nothing was to be signed, only shown. */
  readonly signature: string | null;
  readonly principal: string | null;
  readonly state: string;
  readonly level: string | null;
}

/** The named claims, or else those that HEAD contains, that need L3 and have no counting signature. */
export async function claimsToSign(
  { context, claims }: Pick<Signing, "context" | "claims">,
  typed: readonly string[],
): Promise<ClaimRecord[]> {
  const state = await context.state();
  if (typed.length > 0) return typed.map((id) => claimOf(state, id));
  const { commit } = await claims.verifiable("HEAD");
  // Knows the claims with a verdict of some clone; the others have nothing to sign.
  const facts = await claims.lockFacts(state, commit);
  return state
    .all(Claim)
    .filter((claim) => claim.statement.predicate.level === "L3")
    .filter(({ id }) => (facts.contained.get(id) ?? "elsewhere") !== "elsewhere")
    .filter((claim) => standingOfClaim(state, claim, facts).signedBy.length === 0)
    .toSorted(compareIds);
}

function claimOf(state: State, typed: string): ClaimRecord {
  const record = findRecord(state, typed);
  const id = Verdict.is(record) ? record.claim : record.id;
  const claim = state.get(Claim, id);
  if (claim) return claim;
  throw new AgentOpsError(
    "NOT_FOUND",
    `${record.id} is a ${record.record}, neither a claim nor a verdict.`,
    "Send the id of one: agentops-mcp verify names the claims of a commit.",
  );
}

/** Throws SIGNATURE_REFUSED where there is nothing to sign, nobody agrees, or base does not name the key. */
export async function signClaim(signing: Signing, claim: ClaimRecord): Promise<Signed> {
  const { context, claims, key, signers } = signing;
  const { signal } = context;
  if (signing.rerun) {
    const { session, runtime } = context.session;
    const by = { session, runtime, role: "judge" } as const;
    await claims.settle(claim.id, by, { signal, onProgress: signing.onProgress, again: true });
  }
  const state = await context.state();
  const what = await signable(signing, state, claim);
  const { verdict, judgment } = what;
  signing.show(state, claim, what);
  if (key === null) return standingAfter(signing, claim, { verdict, signature: null, principal: null });
  if (!(await signing.agrees()))
    throw new AgentOpsError("SIGNATURE_REFUSED", "Nobody agreed to sign it.", "Answer y, or pass --yes.");
  const blobOf = ({ id }: { id: string }) => state.origin(id)?.blob ?? "";
  const standIn = judgment && { id: judgment.id, gitBlob: blobOf(judgment) };
  const signed = { verdict, blob: blobOf(verdict), judgment: standIn };
  const { publicKey, ...draft } = await signVerdict(signed, key, Date.now());
  const principal = principalOf(signers, key, publicKey, draft.signedAt);
  const [stored] = await context.append([draft]);
  return standingAfter(signing, claim, { verdict, signature: stored?.record.id ?? null, principal });
}

function principalOf(
  signers: readonly Signer[],
  key: SigningKey,
  publicKey: string,
  signedAt: string,
): string {
  const signer = signers.find((each) => keyBytes(each.key) === publicKey);
  const outside = signer ? outsideValidity(signer, signedAt) : null;
  if (signer && outside === null) return signer.principal;
  throw new AgentOpsError(
    "SIGNATURE_REFUSED",
    signer
      ? `The key of ${signer.principal} is ${outside}.`
      : `Base names no signer with the key ${key.fingerprint}.`,
    "Put the key under signers in .agentops/config.yaml on the base branch; nothing was stored.",
  );
}

interface ToTell {
  readonly verdict: VerdictRecord;
  readonly signature: string | null;
  readonly principal: string | null;
}

async function standingAfter(
  { context, claims }: Signing,
  claim: ClaimRecord,
  { verdict, signature, principal }: ToTell,
): Promise<Signed> {
  const after = await context.state();
  const { state, level } = standingOfClaim(after, claim, await claims.policyFacts(after));
  return { claim: claim.id, verdict: verdict.id, signature, principal, state, level };
}

/**
 * This clone's verdict under the policy in force that passed, or that was left to a person who has passed it. Throws
 * SIGNATURE_REFUSED where there is none.
 */
async function signable(
  { claims, key, isPerson }: Signing,
  state: State,
  claim: ClaimRecord,
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
  // In CI nobody could tell a person's judgement from a record that somebody else has written.
  if (key !== null && !isPerson)
    throw refuse(
      "its judges did not settle it, so CI does not sign it",
      "A person among the signers does, who has read what the judges said: agentops-mcp verdict sign, at a terminal.",
    );
  return { verdict: own, judgment };
}
