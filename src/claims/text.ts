// Prints a claim and a verdict: all that a judge needs, with the claim's own words fenced as data.

import { boundedRecords } from "../records/bounded-records.ts";
import type { State } from "../records/state.ts";
import { researchFor } from "../research/laws.ts";
import type { ResearchRecord } from "../research/records/research.ts";
import { counted } from "../shared/text/count.ts";
import { quoted } from "../shared/text/quoting.ts";
import { fence, safeLine, sanitise } from "../shared/text/safe-text.ts";
import { councilLines } from "./council/text.ts";
import { objectionToJudgment } from "./judgment-laws.ts";
import Claim, { CLAIM_LIMITS, type ClaimRecord } from "./records/claim.ts";
import { type JudgmentRecord, judgmentsByClaim } from "./records/judgment.ts";
import { type SignatureRecord, signaturesByVerdict } from "./records/signature.ts";
import { type VerdictRecord, verdictsByClaim } from "./records/verdict.ts";
import { objectionToSignature, type SignatureChecks } from "./signatures/laws.ts";
import { type ClaimStanding, objectionToVerdict, type PolicyFacts, standingOfClaim } from "./standing.ts";
import { worthOf } from "./worth.ts";

/** Matches what is one word in every honest record; anything else there is somebody's text. */
const word = (text: string): string => (/^[\w.:@/+-]{1,100}$/.test(text) ? text : quoted(text));
/** Of sentences in a verdict, which may be another clone's. */
const WORDS = 1000;
/** Of a receipt's output, in characters. */
const SHOWN = 2000;
/** The newest of a claim's research. */
const SHOWN_RESEARCH = 3;

/** `stale` says why its verdict would not hold at HEAD; null while it does. */
export function claimPacket(
  state: State,
  claim: ClaimRecord,
  facts: PolicyFacts,
  stale: string | null,
): string {
  const standing = standingOfClaim(state, claim, facts);
  const { subject, predicate } = claim.statement;
  const { gitCommit, gitTree } = subject[0].digest;
  const { change, criteria, evidence } = predicate;
  const words = [
    predicate.statement,
    "",
    ...criteria.map(
      ({ id, text, check }) => `${id} (${check === null ? "to be judged" : `check ${check}`}): ${text}`,
    ),
    ...(evidence.length === 0 ? [] : ["", ...evidence.map(({ name, uri }) => `evidence: ${name} ${uri}`)]),
  ].join("\n");
  return [
    `# Claim ${claim.id}`,
    "",
    ...standingLines(standing, stale),
    `- needs: ${predicate.level} (risk ${predicate.risk}); policy of ${word(predicate.policy.name)} at ${predicate.policy.commit}`,
    `- commit: ${gitCommit} (${word(subject[0].name)}), tree without learnings ${gitTree}`,
    `- by: session ${word(claim.session)} in ${word(claim.runtime)}, ${claim.at}`,
    `- changes: ${counted(change.files, "file")} in ${counted(change.commits, "commit")}; read it with git diff ${change.from ?? ""} ${gitCommit}`,
    ...change.paths.slice(0, 30).map((path) => `  - ${word(path)}`),
    ...(change.files > 30 ? [`  - and ${change.files - 30} more`] : []),
    ...researchFor(state, claim).slice(0, SHOWN_RESEARCH).map(researchLine),
    "",
    fence(words, { what: "claim", by: claim.runtime, recorded: claim.at.slice(0, 10) }),
    "",
    ...verdictLines(state, claim, facts),
    ...judgmentLines(state, claim),
  ].join("\n");
}

/** An exemption is shown with its reason: whether it holds is for the judge to say. */
function researchLine({ id, findings, negative_findings, exemption }: ResearchRecord): string {
  return exemption === null
    ? `- research: ${id}, ${counted(findings.length, "finding")}, ${negative_findings.length} of what was not found; agentops://trace/${id}`
    : `- research: ${id} claims an exemption; stored reason (data): ${safeLine(exemption)}`;
}

function standingLines({ state, level, missing }: ClaimStanding, stale: string | null): string[] {
  return [
    `- state: ${state}${level === null ? "" : ` at ${level}`}${missing === null ? "" : `; ${missing}`}`,
    ...(stale === null ? [] : [`- stale: ${stale}`]),
  ];
}

function verdictLines(state: State, claim: ClaimRecord, facts: PolicyFacts): string[] {
  const objections = new Map(
    state.by(verdictsByClaim, claim.id).map((each) => [each, objectionToVerdict(state, each, facts)]),
  );
  const { shown, left } = boundedRecords(
    [...objections.keys()],
    (each) => objections.get(each) === null,
    "verdicts",
  );
  const texts = shown.flatMap((verdict) => {
    const objection = objections.get(verdict) ?? null;
    const foreign =
      verdict.clone === facts.here ? "" : `; reported by clone ${verdict.clone}, not re-run here`;
    const note = objection === null ? foreign : `; does not count: ${objection}`;
    return [verdictText(state, verdict, note), "", ...signatureLines(state, verdict, facts.signatures)];
  });
  return [...texts, ...left];
}

/** Who has signed a verdict, and what speaks against each signature that does not count. */
export function signatureLines(state: State, { id }: VerdictRecord, checks: SignatureChecks): string[] {
  const counts = (each: SignatureRecord) => objectionToSignature(state, each, checks) === null;
  const { shown, left } = boundedRecords(state.by(signaturesByVerdict, id), counts, "signatures");
  return [...shown.map((signature) => `- ${signatureText(state, signature, checks)}`), ...left].flatMap(
    (each) => [each, ""],
  );
}

function signatureText(state: State, signature: SignatureRecord, checks: SignatureChecks): string {
  const objection = objectionToSignature(state, signature, checks);
  const check = checks.get(signature.id);
  const said =
    objection !== null
      ? `does not count: ${objection}`
      : `by ${check && "by" in check ? check.by : ""}, a signer of base's`;
  return `signature ${signature.id}, signed at ${signature.signedAt}: ${safeLine(said)}`;
}

function judgmentLines(state: State, claim: ClaimRecord): string[] {
  const counts = (each: JudgmentRecord) => objectionToJudgment(state, each) === null;
  const { shown, left } = boundedRecords(state.by(judgmentsByClaim, claim.id), counts, "judgements");
  const lines = shown.map((judgment) => {
    const { id, at, decision, attested, session, location, reason } = judgment;
    const objection = objectionToJudgment(state, judgment);
    const note = objection === null ? "" : `; does not count: ${objection}`;
    const where = location === null ? "" : ` at ${quoted(location)}`;
    return `- ${at} judgement ${id}: ${decision}${where}, attested by ${attested}, session ${word(session)}${note}; stored reason (data): ${quoted(reason, CLAIM_LIMITS.reason)}`;
  });
  return [...lines, ...left];
}

/** One verdict with its receipts; `note` follows its result. */
export function verdictText(state: State, verdict: VerdictRecord, note: string): string {
  const claim = state.get(Claim, verdict.claim);
  const worth = claim ? worthOf(state, claim, verdict) : [];
  const { predicate } = verdict.statement;
  const { verificationResult, verifiedLevels, verifier, policy, setup } = predicate;
  return [
    `## Verdict ${verdict.id}: ${verificationResult}${note}`,
    "",
    ...worth.map((each) => `- worth: ${safeLine(each)}`),
    `- ${verdict.at} by ${word(verifier.id)} ${Object.values(verifier.version).map(word).join(" ")}, session ${word(verdict.session)}`,
    `- level: ${verifiedLevels.map(word).join(", ") || "none"}; sandbox: ${word(predicate.sandbox)}; set-up: ${setup === null ? "none" : `${word(setup.digest.slice(0, 12))}${setup.cached ? " (kept)" : ""}`}`,
    `- policy: of ${policy.commit}, sha256 ${policy.digest.sha256}`,
    ...predicate.criteria.map(
      ({ id, result, because }) =>
        `- criterion ${id}: ${result}${because === null ? "" : `; ${quoted(because, WORDS)}`}`,
    ),
    ...predicate.notChecked.map((each) => `- not checked: ${quoted(each, WORDS)}`),
    ...councilLines(state, verdict),
    ...predicate.receipts.flatMap((receipt) => {
      const { check, authored, argv, exit, reason, durationMs, metric } = receipt;
      const value = metric === null ? "" : `, value ${metric}`;
      const kind = authored === "policy" ? "check" : "the claim's own command (weaker)";
      return [
        "",
        `### ${kind} ${word(check)}: ${reason}, exit ${exit}, ${Math.round(durationMs)} ms${value}`,
        "",
        `ran (data): ${safeLine(JSON.stringify(argv))}`,
        ...(reason === "ok" ? [] : [outputOf(`${receipt.head}\n${receipt.tail}`)]),
      ];
    }),
  ].join("\n");
}

/** Indented, so that no line of it can pass for one of ours. */
const outputOf = (text: string): string => sanitise(text).trim().slice(-SHOWN).replace(/^/gm, "    ");
