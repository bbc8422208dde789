// Decides which verdicts count and where a claim stands. It reads records alone, so a forged one is worth nothing.

import { objectionToClaim } from "../jobs/standing.ts";
import { LEVELS, type Level } from "../policy/checks-and-levels.ts";
import { NOT_OWN } from "../records/authority.ts";
import type { State } from "../records/state.ts";
import { compareIds } from "../shared/ids.ts";
import { quoted } from "../shared/text/quoting.ts";
import { objectionToCouncil, resultWith, saidByCouncil } from "./council/laws.ts";
import { objectionToPanel, type RequiredPanel } from "./council/required-panel.ts";
import { countedJudgments, isPerson, latestOfEach } from "./judgment-laws.ts";
import Claim, { type ClaimRecord } from "./records/claim.ts";
import type { JudgmentRecord } from "./records/judgment.ts";
import type { SignatureRecord } from "./records/signature.ts";
import { type VerdictRecord, verdictsByClaim } from "./records/verdict.ts";
import { isLeftToPerson, resultOf } from "./result.ts";
import { type SignatureChecks, signaturesOn, signersOf } from "./signatures/laws.ts";

/** Facts that git tells at this moment; they are derived each time and never recorded. */
export interface PolicyFacts {
  /** This clone; null while it has written nothing. */
  readonly here: string | null;
  /** `<commit> <digest>` of the policies that base has, or has had in its own history. */
  readonly policies: ReadonlySet<string>;
  /** Who had to judge, by the id of a verdict under such a policy. */
  readonly requiredPanels: ReadonlyMap<string, RequiredPanel>;
  /** What the keys of base's signers say of the stored signatures. */
  readonly signatures: SignatureChecks;
}

export const policyId = (commit: string, digest: string): string => `${commit} ${digest}`;

export interface ClaimStanding {
  /** `reported`: another clone's verdict says that it passed, and nobody has re-run it here. */
  readonly state: "open" | "passed" | "failed" | "not_proven" | "refused" | "awaits_judgement" | "reported";
  /** The level that it has reached. */
  readonly level: Level | null;
  /** The newest verdict that decides; of a reported claim, the one that is reported. */
  readonly verdict: VerdictRecord | null;
  /** This clone's own newest verdict, also where another one stands above. */
  readonly own: VerdictRecord | null;
  /** This clone's own that decide, one for each policy, oldest first. */
  readonly decided: readonly VerdictRecord[];
  readonly judgments: readonly JudgmentRecord[];
  /** Those of base's signers who have signed the verdict. */
  readonly signedBy: readonly string[];
  /** One sentence that tells what is missing; null when nothing is. */
  readonly missing: string | null;
}

/** Why a verdict counts for nothing; null when it counts here or is reported by another clone. */
export function objectionToVerdict(state: State, verdict: VerdictRecord, facts: PolicyFacts): string | null {
  const { commit, digest } = verdict.statement.predicate.policy;
  const known = facts.policies.has(policyId(commit, digest.sha256));
  const vouched = signersOf(state, verdict.id, facts.signatures).length > 0;
  const objection = objectionInRecords(state, verdict, vouched);
  if (objection !== null) return objection;
  if (!known) return "under a policy that base never had";
  const required = facts.requiredPanels.get(verdict.id);
  return required === undefined ? null : objectionToPanel(state, verdict, required);
}

/**
 * The same as far as the records alone tell, and so everywhere alike. `vouched`: one of base's signers has signed these
 * very bytes, so they need not lie in the journal of their clone, which may be gone: CI makes a new one at each run.
 */
export function objectionInRecords(state: State, verdict: VerdictRecord, vouched = false): string | null {
  const claim = state.get(Claim, verdict.claim);
  if (!claim) return "there is no such claim";
  const late = objectionToClaim(state, claim);
  if (late !== null) return late;
  if (verdict.session === claim.session) return "rendered by the claim's own session";
  if (verdict.role === "worker") return "rendered in the role of a worker";
  if (!vouched && state.origin(verdict.id)?.own !== true) return NOT_OWN;
  const { subject, predicate } = verdict.statement;
  if (predicate.inputAttestations[0].digest.gitBlob !== state.origin(claim.id)?.blob)
    return "about another text of the claim";
  if (JSON.stringify(subject) !== JSON.stringify(claim.statement.subject))
    return "about another commit than the claim's";
  if (predicate.receipts.some(({ tree }) => tree !== claim.statement.predicate.tree))
    return "a receipt is about another tree than the claim's";
  const { verificationResult: result, council } = predicate;
  const whole = resultWith(council?.result ?? null, resultOf(claim, predicate.receipts));
  // Less than what the receipts say can always be said, such as where the claim asks for less than the policy does.
  if (result !== "NOT_PROVEN" && result !== whole) return "its result does not follow from its receipts";
  return objectionToCouncil(state, verdict, vouched);
}

export function standingOfClaim(state: State, claim: ClaimRecord, facts: PolicyFacts): ClaimStanding {
  const counted = state
    .by(verdictsByClaim, claim.id)
    .filter((verdict) => objectionToVerdict(state, verdict, facts) === null)
    .toSorted(compareIds);
  const own = counted.filter(({ clone }) => clone === facts.here);
  const decided = decidingOf(own);
  const signers = new Map(counted.map(({ id }) => [id, signersOf(state, id, facts.signatures)]));
  const isSigned = ({ id }: VerdictRecord) => (signers.get(id) ?? []).length > 0;
  const judgments = countedJudgments(state, claim);
  // What one of base's signers vouches for need not be re-run here to be believed. And what has passed once stays
  // passed, or a later policy would quietly open its locks.
  const verdict = counted.findLast(isSigned) ?? decided.findLast(isPass) ?? decided.at(-1) ?? null;
  const reported = decidingOf(counted).findLast((each) => each.clone !== facts.here && isPass(each)) ?? null;
  const signedBy = verdict === null ? [] : (signers.get(verdict.id) ?? []);
  const said = (each: VerdictRecord) => saidByCouncil(state, each);
  const reached = stateOf(claim, { verdict, reported, judgments, signed: signedBy.length > 0, said });
  return { ...reached, own: own.at(-1) ?? null, decided, judgments, signedBy };
}

const isPass = ({ statement }: VerdictRecord): boolean => statement.predicate.verificationResult === "PASSED";

/**
 * Of each clone and policy the first verdict that decides, oldest first. A claim that is judged again until it passes has
 * won nothing, unless a signer vouches for it: another try is another claim, which everybody sees.
 */
function decidingOf(verdicts: readonly VerdictRecord[]): VerdictRecord[] {
  const first = new Map<string, VerdictRecord>();
  for (const verdict of verdicts) {
    const key = `${verdict.clone} ${verdict.statement.predicate.policy.digest.sha256}`;
    const known = first.get(key);
    // One more pass takes nothing from the first, and locks again what was opened since.
    const again = known !== undefined && isPass(known) && isPass(verdict);
    if (known === undefined || !hasDecided(known) || again) first.set(key, verdict);
  }
  return [...first.values()].toSorted(compareIds);
}

/** A claim that could not be run, or not be judged by enough, may be tried again. A contradiction of judges goes to a person. */
const hasDecided = ({ statement: { predicate } }: VerdictRecord): boolean =>
  predicate.verificationResult !== "NOT_PROVEN" || predicate.council?.result === "DISAGREE";

/** Those of all clones that count as far as the records alone tell, oldest first. */
export const countedVerdicts = (state: State, { id }: ClaimRecord): VerdictRecord[] =>
  state
    .by(verdictsByClaim, id)
    .filter((verdict) => objectionInRecords(state, verdict) === null)
    .toSorted(compareIds);

/** Verdicts and judgements of a claim that count by the records alone, each oldest first. */
export interface Words {
  readonly verdicts: readonly VerdictRecord[];
  readonly judgments: readonly JudgmentRecord[];
  readonly signatures: readonly SignatureRecord[];
}

export function wordsOn(state: State, claim: ClaimRecord): Words {
  const verdicts = countedVerdicts(state, claim);
  const signatures = verdicts.flatMap(({ id }) => signaturesOn(state, id)).toSorted(compareIds);
  return { verdicts, judgments: countedJudgments(state, claim), signatures };
}

/**
 * Whether some clone's verdict, and somebody's judgement and signature where they are needed, have passed it; the same on
 * every clone. Whose key has signed depends on base, and is asked where something gates on it: see `standingOfClaim`.
 */
export function hasPassed(claim: ClaimRecord, { verdicts, judgments, signatures }: Words): boolean {
  const signed = new Set(signatures.map(({ verdict }) => verdict));
  const isPassedBy = (verdict: VerdictRecord): boolean => {
    const heard = { verdict, reported: null, judgments, signed: signed.has(verdict.id), said: () => "" };
    return stateOf(claim, heard).state === "passed";
  };
  const vouched = verdicts.filter(({ id }) => signed.has(id));
  return [...decidingOf(verdicts), ...vouched].some(isPassedBy);
}

const NO_VERDICT = "no verdict yet: request_verdict, or agentops-mcp verdict";

/** The words on a claim that count. */
interface Heard {
  readonly verdict: VerdictRecord | null;
  /** The pass of another clone. */
  readonly reported: VerdictRecord | null;
  readonly judgments: readonly JudgmentRecord[];
  /** True where one of base's signers has signed the verdict. */
  readonly signed: boolean;
  /** What the judges of a verdict came to, in a sentence. */
  said(verdict: VerdictRecord): string;
}

function stateOf(
  claim: ClaimRecord,
  { verdict, reported, judgments, signed, said }: Heard,
): Omit<ClaimStanding, "judgments" | "own" | "decided" | "signedBy"> {
  const { level: needed, criteria } = claim.statement.predicate;
  const last = latestOfEach(judgments);
  const refusal = last.find(({ decision }) => decision === "refuse");
  if (refusal)
    return {
      state: "refused",
      level: null,
      verdict,
      missing: `refused at ${quoted(refusal.location ?? "")}: see judgement ${refusal.id}`,
    };
  const result = verdict?.statement.predicate.verificationResult;
  // What could not be run here says nothing against what another clone reports.
  if (reported && (!verdict || result === "NOT_PROVEN")) {
    const there = stateOf(claim, { verdict: reported, reported: null, judgments, signed: false, said });
    const missing = `reported by clone ${reported.clone}, not re-run here`;
    return there.state === "passed"
      ? { state: "reported", level: null, verdict: reported, missing }
      : { ...there, level: null, missing: `${there.missing}; ${missing}` };
  }
  if (!verdict) return { state: "open", level: null, verdict, missing: NO_VERDICT };
  const stood = last.some((each) => each.decision === "pass" && isPerson(each));
  const lost = withoutPass(claim, verdict, stood, said);
  if (lost !== null) return { ...lost, level: null, verdict };
  const judged = last.some(({ decision }) => decision === "pass") || isPassedByJudges(verdict);
  // Each level holds what the one below it holds: a signature stands beside the judgement and never for it.
  const level = judged ? (signed ? "L3" : "L2") : "L1";
  if (
    LEVELS.indexOf(level) >= LEVELS.indexOf(needed) &&
    (judged || criteria.every(({ check }) => check !== null))
  )
    return { state: "passed", level, verdict, missing: null };
  const lacks = [
    ...(judged ? [] : ["the judgement of another session or person"]),
    ...(needed === "L3" && !signed ? ["a signature from outside the worker's reach: verdict sign"] : []),
  ];
  return { state: "awaits_judgement", level, verdict, missing: `needs ${needed}: ${lacks.join(", and ")}` };
}

const isPassedByJudges = ({ statement }: VerdictRecord): boolean =>
  statement.predicate.council?.result === "PASS";

/**
 * What a verdict that did not pass makes of its claim; null for one that did. `stood`: a person has passed the claim,
 * which settles what its judges did not.
 */
function withoutPass(
  claim: ClaimRecord,
  verdict: VerdictRecord,
  stood: boolean,
  said: (verdict: VerdictRecord) => string,
): Pick<ClaimStanding, "state" | "missing"> | null {
  const { id, statement } = verdict;
  const { predicate } = statement;
  const { verificationResult: result, council } = predicate;
  if (result === "PASSED") return null;
  if (result === "FAILED") {
    const again = "a check failed: fix it, commit, claim again";
    const refused = () =>
      `judges refused it: ${said(verdict)}; read agentops://verdicts/${id} for the places`;
    return { state: "failed", missing: council?.result === "FAIL" ? refused() : again };
  }
  if (!isLeftToPerson(claim, verdict)) return { state: "not_proven", missing: "a check could not be run" };
  if (stood) return null;
  const decides = `a person decides: agentops-mcp review ${claim.id}`;
  return council?.result === "DISAGREE"
    ? { state: "awaits_judgement", missing: `judges disagree: ${said(verdict)}; ${decides}` }
    : { state: "not_proven", missing: `too few judgements: ${said(verdict)}; ${decides}` };
}
