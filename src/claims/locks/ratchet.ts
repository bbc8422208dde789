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

/** How the commit contains a claim. `landed`: base contains it too. */
export type Containment = "landed" | "contained" | "elsewhere";

export interface LockFacts extends PolicyFacts {
  /** By claim id. */
  readonly contained: ReadonlyMap<string, Containment>;
  /** By claim id: the commit that contains it, which after a squash differs from the claimed one. */
  readonly where: ReadonlyMap<string, string>;
}

export interface Lock {
  readonly check: string;
  readonly claim: ClaimRecord;
  readonly verdict: VerdictRecord;
  /** With the tolerance of the policy at the time of the verdict, so that a later, weaker policy does not loosen it. */
  readonly metric: {
    readonly value: number;
    readonly direction: "higher" | "lower";
    readonly tolerance: number;
  } | null;
  readonly containment: Containment;
  /** The record that opened the lock; null while it holds. */
  readonly reversal: ReversalRecord | null;
  /** False where only another clone reports the pass. */
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
  /** The clone that reports the pass, where nobody has run it again here. */
  readonly reported_by: string | null;
  /** The end of the failing output. */
  readonly tail: string | null;
}

export interface RatchetReport {
  readonly commit: string;
  readonly policy: string;
  readonly rows: readonly RatchetRow[];
}

/** Every lock made by a pass at the needed level, oldest first. */
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

/** A supervisor's reversal that is newer than the verdict, and not from the session that made the claim. */
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

const isHolding = ({ containment, reversal }: Lock): boolean =>
  containment !== "elsewhere" && reversal === null;

/**
 * The locks in force, one per check: the strictest of those that are contained and not reversed; else the newest. A lock
 * that another clone reports is listed beside the one proven here.
 */
export function bindingLocks(locks: readonly Lock[]): Lock[] {
  const groups = new Map<string, Lock>();
  for (const lock of locks) {
    const holds = isHolding(lock);
    const key = `${lock.check} ${holds ? `holds ${lock.proven}` : "open"}`;
    const known = groups.get(key);
    if (!known || !holds || bound(lock) >= bound(known)) groups.set(key, lock);
  }
  return [...groups.values()].filter(
    (lock) =>
      isHolding(lock) || !(groups.has(`${lock.check} holds true`) || groups.has(`${lock.check} holds false`)),
  );
}

/** The worst value that the lock accepts, with the sign turned so that a higher number is stricter. */
function bound({ metric }: Lock): number {
  if (metric === null) return 0;
  return (metric.direction === "higher" ? metric.value : -metric.value) - metric.tolerance;
}

/** Compares a re-run with a lock; `receipt` is null where the policy no longer has the check. */
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

/** One phrase about a receipt of a check that did not pass. */
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
