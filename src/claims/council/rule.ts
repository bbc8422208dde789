// Joins several judgements into one result. One grounded objection outweighs any number of approvals, and silence approves nothing.
import type { Decided } from "../../judges/answer.ts";
import type { Floor } from "../../policy/judges-and-panels.ts";

/** `DISAGREE`: vendors contradict each other, so a person decides. */
export const COUNCIL_RESULTS = ["PASS", "FAIL", "DISAGREE", "NOT_PROVEN"] as const;
export type CouncilResult = (typeof COUNCIL_RESULTS)[number];

/** Counts of how a judge did on changes whose faults are known. */
export interface JudgeRecord {
  readonly traps: number;
  readonly misses: number;
  readonly controls: number;
  readonly refusals: number;
  /** How many different changes these were, as twice the smaller half; absent in older records. */
  readonly cases?: number | undefined;
}

/** The record of a judge in one version; null where nobody has calibrated it. */
export type JudgeRecordOf = (judge: string, version: string) => JudgeRecord | null;

export interface Vote {
  readonly judge: string;
  readonly vendor: string;
  readonly decision: Decided;
  /** For a FAIL: true if it gives a reason and a place that exists at the commit. */
  readonly grounded: boolean;
  /** Why it does not count, such as a record below the floor; null where it counts. */
  readonly barred: string | null;
}

export interface Council {
  readonly result: CouncilResult;
  /** One sentence for people. */
  readonly because: string;
  /** Vendors whose judges passed or failed it. */
  readonly vendors: readonly string[];
}

/** Why a judge's record keeps its opinion from counting; null where it counts, or where the policy sets no floor. */
export function barredBy(floor: Floor | null, record: JudgeRecord | null): string | null {
  if (floor === null) return null;
  if (record === null || record.traps + record.controls === 0)
    return "uncalibrated, and the policy sets a floor: agentops-mcp calibrate";
  // Answering the same case again adds no evidence.
  if ((record.cases ?? Math.min(record.traps, record.controls) * 2) < floor.cases)
    return `calibrated on ${record.traps} faults and ${record.controls} sound changes, repeats counted, and the policy asks for ${floor.cases} different ones, half of each`;
  const share = (part: number, of: number) => (of === 0 ? 0 : part / of);
  if (share(record.misses, record.traps) > floor.misses)
    return `missed ${record.misses} of ${record.traps} planted faults, more than the policy allows`;
  if (share(record.refusals, record.controls) > floor.refusals)
    return `refused ${record.refusals} of ${record.controls} sound changes, more than the policy allows`;
  return null;
}

/** The vote as it counts: an objection without grounds is neither an objection nor an approval. */
export function wordOf({ decision, grounded, barred }: Vote): "PASS" | "FAIL" | null {
  if (barred !== null || decision === "ABSTAIN") return null;
  if (decision === "FAIL") return grounded ? "FAIL" : null;
  return "PASS";
}

/** `quorum` counts vendors: the judges of one vendor are one voice, which objects as soon as one of them does. */
export function councilOf(votes: readonly Vote[], quorum: number): Council {
  const voices = new Map<string, "PASS" | "FAIL">();
  for (const vote of votes) {
    const word = wordOf(vote);
    if (word !== null && voices.get(vote.vendor) !== "FAIL") voices.set(vote.vendor, word);
  }
  const vendors = [...voices.keys()].toSorted();
  const saying = (word: string) => vendors.filter((vendor) => voices.get(vendor) === word);
  const passing = saying("PASS");
  const failing = saying("FAIL");
  if (failing.length > 0 && passing.length > 0)
    return {
      result: "DISAGREE",
      because: `${failing.join(", ")} found a fault, ${passing.join(", ")} found none`,
      vendors,
    };
  if (failing.length > 0)
    return { result: "FAIL", because: `${failing.join(", ")} found a fault at a place that exists`, vendors };
  if (passing.length < Math.max(1, quorum))
    return {
      result: "NOT_PROVEN",
      because: `${passing.length} of ${Math.max(1, quorum)} vendors that are needed have judged it`,
      vendors,
    };
  return { result: "PASS", because: `${passing.join(", ")} passed it`, vendors };
}
