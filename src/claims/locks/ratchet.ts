// Decides which checks and metrics are locked, and whether a re-run is better, the same or worse.

import type { Receipt } from "../../checks/receipt.ts";
import type { Policy } from "../../policy/policy.ts";
import type { State } from "../../records/state.ts";
import { compareIds } from "../../shared/ids.ts";
import Claim, { type ClaimRecord } from "../records/claim.ts";
import { type ReversalRecord, reversalsByCheck } from "../records/reversal.ts";
import type { JudgedReceipt, VerdictRecord } from "../records/verdict.ts";
import { type PolicyFacts, standingOfClaim } from "../standing.ts";
import { mayReverse } from "./may-reverse.ts";

/** How the commit that is looked at contains a claim. `landed`: it is on base too. */
export type Containment = "landed" | "contained" | "elsewhere";

export interface LockFacts extends PolicyFacts {
  /** By claim. */
  readonly contained: ReadonlyMap<string, Containment>;
  /** By claim: the commit by which it is contained, which after a squash is another than the claimed one. */
  readonly where: ReadonlyMap<string, string>;
}

export interface Lock {
  readonly check: string;
  readonly claim: ClaimRecord;
  readonly verdict: VerdictRecord;
  /** With the tolerance of the policy at the time of the verdict: a later, weaker one does not loosen it. */
  readonly metric: {
    readonly value: number;
    readonly direction: "higher" | "lower";
    readonly tolerance: number;
  } | null;
  readonly containment: Containment;
  /** The record that opened it; null while it holds. */
  readonly reversal: ReversalRecord | null;
  /** False for what another clone reports and nobody has re-run here. */
  readonly proven: boolean;
}

export const COMPARISONS = ["better", "same", "worse", "not_applicable", "reversed", "not_run"] as const;
export type Comparison = (typeof COMPARISONS)[number];

export interface RatchetRow {
  readonly check: string;
  readonly claim: string;
  readonly result: Comparison;
  readonly because: string;
  readonly locked: number | null;
  readonly value: number | null;
  /** True where equal contents were checked before, so that nothing was run. */
  readonly known: boolean;
  /** The clone that reports the pass, where nobody has re-run it here. */
  readonly reported_by: string | null;
  /** The failing output's end. */
  readonly tail: string | null;
}

export interface RatchetReport {
  readonly commit: string;
  readonly policy: string;
  readonly rows: readonly RatchetRow[];
}

/** Every lock that a pass at the needed level has made, oldest first. */
export function locksOf(state: State, facts: LockFacts): Lock[] {
  const locks = state.all(Claim).flatMap((claim): Lock[] => {
    const { state: standing, verdict } = standingOfClaim(state, claim, facts);
    if (verdict === null || (standing !== "passed" && standing !== "reported")) return [];
    const containment = facts.contained.get(claim.id) ?? "elsewhere";
    return verdict.statement.predicate.receipts
      .filter(({ authored, reason }) => authored === "policy" && reason === "ok")
      .map((receipt) => ({
        check: receipt.check,
        claim,
        verdict,
        metric: metricOf(receipt),
        containment,
        reversal: reversalOf(state, receipt.check, claim, verdict),
        proven: standing === "passed",
      }));
  });
  return locks.toSorted((a, b) => compareIds(a.verdict, b.verdict));
}

/** A supervisor's word that is younger than the verdict, and not by the session whose claim it is about. */
function reversalOf(
  state: State,
  check: string,
  claim: ClaimRecord,
  verdict: VerdictRecord,
): ReversalRecord | null {
  const counted = state
    .by(reversalsByCheck, check)
    .filter((reversal) => reversal.id > verdict.id && mayReverse(state, reversal, claim));
  return counted.toSorted(compareIds)[0] ?? null;
}

function metricOf({ metric, ratchet }: JudgedReceipt): Lock["metric"] {
  return metric === null || ratchet === null ? null : { value: metric, ...ratchet };
}

/**
 * Per check the locks that bind: of the contained and not reversed ones the hardest to meet, of those that need not be
 * met the newest, so that each check shows up once. What other clones report stands beside what is proven here.
 */
export function bindingLocks(locks: readonly Lock[]): Lock[] {
  const groups = new Map<string, Lock>();
  for (const lock of locks) {
    const holds = lock.containment !== "elsewhere" && lock.reversal === null;
    const key = `${lock.check} ${holds ? `holds ${lock.proven}` : "open"}`;
    const known = groups.get(key);
    if (!known || !holds || bound(lock) >= bound(known)) groups.set(key, lock);
  }
  return [...groups.values()].filter(
    (lock) =>
      (lock.containment !== "elsewhere" && lock.reversal === null) ||
      !(groups.has(`${lock.check} holds true`) || groups.has(`${lock.check} holds false`)),
  );
}

/** The worst value that the lock lets pass, turned so that more is stricter. */
function bound({ metric }: Lock): number {
  if (metric === null) return 0;
  return (metric.direction === "higher" ? metric.value : -metric.value) - metric.tolerance;
}

/** What a re-run says of a lock; `receipt` is null where the policy has no such check any more. */
export function compare(
  lock: Lock,
  policy: Policy,
  receipt: Receipt | null,
): { result: Comparison; because: string } {
  if (lock.reversal) return { result: "reversed", because: lock.reversal.reason };
  if (lock.containment === "elsewhere")
    return { result: "not_applicable", because: "this commit does not contain the claim" };
  if (!policy.checks.some(({ id }) => id === lock.check))
    return {
      result: "worse",
      because: "base's policy has no such check any more; put it back or reverse the lock",
    };
  if (!receipt) return { result: "not_run", because: "it was not run" };
  if (receipt.reason === "not_started") return { result: "not_run", because: "it could not be started" };
  if (receipt.reason !== "ok") return { result: "worse", because: failureOf(receipt) };
  if (lock.metric === null) return { result: "same", because: "passes" };
  if (receipt.metric === null) return { result: "worse", because: "it returns no number any more" };
  return compareMetric(lock.metric, receipt.metric);
}

function compareMetric(locked: NonNullable<Lock["metric"]>, value: number) {
  const gain = locked.direction === "higher" ? value - locked.value : locked.value - value;
  const because = `${value}, locked at ${locked.value} (${locked.direction} is better, tolerance ${locked.tolerance})`;
  if (gain > 0) return { result: "better" as const, because };
  return { result: -gain > locked.tolerance ? ("worse" as const) : ("same" as const), because };
}

/** What a receipt that is not in order says, in one phrase. */
export function failureOf({ reason, exit, signal }: Receipt): string {
  switch (reason) {
    case "ok":
      return "passes";
    case "exit":
      return exit === null ? `ended by ${signal ?? "a signal"}` : `exit code ${exit}`;
    case "timeout":
      return "took longer than its time";
    case "not_started":
      return "could not be started";
    case "metric":
      return "its last line is not one finite number";
    default:
      return `used more ${reason} than it may`;
  }
}
