// Says what a passed verdict is worth: what decided each criterion, whose tests those were, and what nobody looked at.
import type { State } from "../records/state.ts";
import { wordOrQuoted } from "../shared/text/quoting.ts";
import { coverageGap } from "./coverage.ts";
import { countedJudgments, latestOfEach } from "./judgment-laws.ts";
import { failureOf } from "./locks/ratchet.ts";
import { ownTestsIn } from "./own-tests.ts";
import type { ClaimRecord } from "./records/claim.ts";
import type { VerdictRecord } from "./records/verdict.ts";

const MOST_NAMED = 5;

/** Rising: `unknown` where nobody has run the check without the change. */
type Without = "passes" | "fails" | "unknown";

interface Decided {
  readonly check: string;
  /** Ids of the criteria that it decided. */
  readonly criteria: readonly string[];
  /** What it returns on the code as it was before, with the tests of the change. */
  readonly without: Without;
}

interface Facts {
  readonly decided: readonly Decided[];
  /** Tests and scripts of checks that the change itself writes. */
  readonly ownTests: readonly string[];
  /** True if a judge or a person has passed it. */
  readonly judged: boolean;
}

function factsOf(state: State, claim: ClaimRecord, { statement }: VerdictRecord): Facts {
  const { criteria, change } = claim.statement.predicate;
  const { receipts, council, without = [], tests = [] } = statement.predicate;
  const checks = [...new Set(criteria.flatMap(({ check }) => check ?? []))];
  const deciding = receipts.filter(({ check }) => checks.includes(check));
  const returned = (check: string): Without => {
    const reason = without.find((each) => each.check === check)?.reason;
    return reason === "ok" ? "passes" : reason === undefined ? "unknown" : "fails";
  };
  const judgments = latestOfEach(countedJudgments(state, claim));
  return {
    decided: checks.map((check) => ({
      check,
      criteria: criteria.filter((each) => each.check === check).map(({ id }) => id),
      without: returned(check),
    })),
    ownTests: [...new Set([...tests, ...ownTestsIn(change.paths, deciding)])].map((path) =>
      wordOrQuoted(path),
    ),
    judged: council?.result === "PASS" || judgments.some(({ decision }) => decision === "pass"),
  };
}

/** Short sentences without a full stop; none of a verdict that did not pass, as it promises nothing. */
export function worthOf(state: State, claim: ClaimRecord, verdict: VerdictRecord): string[] {
  const { criteria } = claim.statement.predicate;
  const { verificationResult, receipts } = verdict.statement.predicate;
  const gap = coverageGap(criteria);
  const unproven = [...ownFailures(criteria, receipts), ...(gap === null ? [] : [gap])];
  if (verificationResult !== "PASSED") return unproven;
  const facts = factsOf(state, claim, verdict);
  return [
    ...unproven,
    ...facts.decided.map((each) => wordsOf(each, facts)),
    ...(facts.ownTests.length === 0
      ? []
      : [`tests that came with the same change: ${listed(facts.ownTests)}`]),
    ...(facts.judged ? [] : ["no judge and no person has looked at it"]),
  ];
}

/** A command of the claim's own decides nothing, so that one which failed would stand in no result. */
function ownFailures(
  criteria: ClaimRecord["statement"]["predicate"]["criteria"],
  receipts: VerdictRecord["statement"]["predicate"]["receipts"],
): string[] {
  return criteria.flatMap(({ id, check }) => {
    const own = receipts.find((receipt) => receipt.authored === "claim" && receipt.check === id);
    if (check !== null || own === undefined || own.reason === "ok") return [];
    return [`the claim's own command for ${id} failed (${failureOf(own)}): mend that and claim again`];
  });
}

function wordsOf({ check, criteria, without }: Decided, { ownTests }: Facts): string {
  const alike = criteria.length > 1 ? " alone, which does not tell them apart" : "";
  const decided = `${listed(criteria)} decided by ${check}${alike}`;
  const tests = ownTests.length === 0 ? "tests that were there before" : "tests of the same change";
  const shown = {
    passes:
      "it passes without this change too, so it shows that nothing broke and not that anything new holds",
    fails: `it fails without this change, by ${tests}`,
    unknown: "nobody has run it without this change, so it may pass there too",
  }[without];
  return `${decided}: ${shown}`;
}

/**
 * Why some criterion has nobody's word but that of the claim's author: neither a judge's nor that of a test from before
 * that the change has turned from failing to passing. Null where each has one.
 */
export function dependsOnAuthor(state: State, claim: ClaimRecord, verdict: VerdictRecord): string | null {
  const { decided, ownTests, judged } = factsOf(state, claim, verdict);
  if (judged) return null;
  const gap = coverageGap(claim.statement.predicate.criteria);
  if (gap !== null) return gap;
  if (ownTests.length > 0) return `its tests came with the same change: ${listed(ownTests)}`;
  const same = decided.filter(({ without }) => without !== "fails");
  if (same.length === 0) return null;
  const passing = same.filter(({ without }) => without === "passes").map(({ check }) => check);
  return passing.length > 0
    ? `${listed(passing)} passes without this change too`
    : `nobody has run ${listed(same.map(({ check }) => check))} without this change`;
}

const listed = (names: readonly string[]): string =>
  names.slice(0, MOST_NAMED).join(", ") +
  (names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : "");
