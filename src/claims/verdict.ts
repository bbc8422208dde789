// Makes a verdict of what the checks returned, in the form of a SLSA VSA; the same laws are applied when it is read.

import type { Receipt } from "../checks/receipt.ts";
import { LEVELS, type Level } from "../policy/checks-and-levels.ts";
import type { DraftOf } from "../records/record.ts";
import type { ResearchCover } from "../research/laws.ts";
import { resultWith } from "./council/laws.ts";
import type { BasePolicy } from "./demands.ts";
import { CLAIM_LIMITS, type ClaimRecord, STATEMENT_TYPE } from "./records/claim.ts";
import Verdict, {
  type CouncilWord,
  type JudgedCriterion,
  type JudgedReceipt,
  VERDICT_PREDICATE,
  type VerdictRecord,
  type WithoutChange,
} from "./records/verdict.ts";
import { judgeCriteria, resultOf } from "./result.ts";

/** The receipts of one run of a claim's checks. */
export interface ChecksRun {
  readonly sandbox: string;
  readonly setup: { readonly digest: string; readonly cached: boolean; readonly seconds: number } | null;
  readonly receipts: readonly Receipt[];
}

export interface VerdictParts {
  readonly claim: ClaimRecord;
  /** Object id of the claim's record. */
  readonly blob: string;
  readonly policy: BasePolicy;
  readonly run: ChecksRun;
  /** What the policy asks of this change, whatever the claim says. */
  readonly demands: {
    readonly checks: readonly string[];
    readonly level: Level;
    readonly research: ResearchCover;
    readonly outside: Outside;
  };
  /** The result of its judges; null where none were asked. */
  readonly council: CouncilWord | null;
  /** What its checks return without the change, as far as they were run so. */
  readonly without: readonly WithoutChange[];
  /** Files of the change itself that decide what its checks return. */
  readonly tests: readonly string[];
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The part of a change that leaves the envelope. */
export interface Outside {
  /** Why it is no verdict's; null where nothing stops it. */
  readonly refused: string | null;
  /** Said with the verdict. */
  readonly notes: readonly string[];
}

/** Said where base has no envelope. */
export const NOT_CHECKED = ["envelope: base has none"];

export function verdictOf(parts: VerdictParts): DraftOf<VerdictRecord> {
  const { claim, blob, policy, run, demands, version, now } = parts;
  const { predicate, subject } = claim.statement;
  const receipts = run.receipts.map((receipt) => withRatchet(receipt, policy));
  const short = shortfall(claim, demands);
  const found = resultOf(claim, receipts);
  // A claim that asks for too little is to be made again, whatever its judges said of it.
  const council = short === null ? parts.council : null;
  const result =
    found === "PASSED" && short !== null ? "NOT_PROVEN" : resultWith(council?.result ?? null, found);
  const idle = policy.policy.checks
    .map(({ id }) => id)
    .filter((id) => !receipts.some(({ check }) => check === id));
  return Verdict.draft({
    claim: claim.id,
    statement: {
      _type: STATEMENT_TYPE,
      subject,
      predicateType: VERDICT_PREDICATE,
      predicate: {
        verifier: { id: "agentops-mcp", version: { "agentops-mcp": version } },
        timeVerified: new Date(now).toISOString(),
        resourceUri: `git+commit:${subject[0].digest.gitCommit}`,
        policy: {
          uri: `${policy.commit}:.agentops/config.yaml`,
          commit: policy.commit,
          digest: { sha256: policy.digest },
        },
        inputAttestations: [{ uri: `agentops://claims/${claim.id}`, digest: { gitBlob: blob } }],
        verificationResult: result,
        verifiedLevels:
          result === "PASSED" ? ["AGENTOPS_L1", ...(council === null ? [] : ["AGENTOPS_L2"])] : [],
        criteria: judgeCriteria(predicate.criteria, receipts).map((each) => byCouncil(each, council)),
        ...(council === null ? {} : { council }),
        receipts,
        ...(parts.without.length > 0 ? { without: [...parts.without] } : {}),
        ...(parts.tests.length > 0 ? { tests: parts.tests.slice(0, CLAIM_LIMITS.paths) } : {}),
        sandbox: run.sandbox,
        setup: run.setup === null ? null : setupOf(run.setup),
        notChecked: [
          ...(short === null ? [] : [short]),
          ...demands.outside.notes,
          demands.research.note.slice(0, 1000),
          ...(idle.length === 0 ? [] : [`${idle.join(", ")}: not concerned by this change`.slice(0, 1000)]),
        ],
      },
    },
  });
}

/** A criterion that no check decides is met when its judges have passed the claim. */
function byCouncil(criterion: JudgedCriterion, council: CouncilWord | null): JudgedCriterion {
  if (criterion.result !== "NOT_PROVEN" || council?.result !== "PASS") return criterion;
  return { ...criterion, result: "PASSED", because: `judges: ${council.because}`.slice(0, 1000) };
}

const setupOf = ({ digest, cached, seconds }: NonNullable<ChecksRun["setup"]>) => ({
  digest,
  cached,
  seconds,
});

export function withRatchet(receipt: Receipt, { policy }: BasePolicy): JudgedReceipt {
  const metric = policy.checks.find(({ id }) => id === receipt.check)?.metric;
  const ratchet = metric ? { direction: metric.direction, tolerance: metric.tolerance } : null;
  return { ...receipt, ratchet: receipt.authored === "policy" ? ratchet : null };
}

/** A claim that was not made by submit_claim may ask for less than the policy does. */
export function shortfall(
  { statement: { predicate } }: ClaimRecord,
  { checks, level, research, outside }: VerdictParts["demands"],
): string | null {
  if (outside.refused !== null) return outside.refused.slice(0, 1000);
  if (research.missing !== null)
    return `${research.missing}: record_research, then claim it again`.slice(0, 1000);
  if (LEVELS.indexOf(predicate.level) < LEVELS.indexOf(level))
    return `the policy asks for ${level}, the claim says ${predicate.level}: claim it again`;
  const left = checks.filter((check) => !predicate.checks.includes(check));
  return left.length === 0
    ? null
    : `the policy now asks for ${left.join(", ").slice(0, 500)} too: claim it again`;
}
