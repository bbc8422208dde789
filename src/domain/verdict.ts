// Makes a verdict of what the checks returned, in the form of a SLSA VSA; the same laws are applied when it is read.
import { type JudgedReceipt, STATEMENT_TYPE, VERDICT_PREDICATE } from "./attestation.ts";
import type { BasePolicy } from "./deciding.ts";
import { LEVELS, type Level } from "./policy.ts";
import type { Receipt } from "./receipt.ts";
import type { ClaimRecord, RecordDraft } from "./record.ts";
import type { ResearchCover } from "./research-laws.ts";
import { judgeCriteria, resultOf } from "./verdict-laws.ts";

/** What one run of a claim's checks gave. */
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
  };
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Said with every verdict, as long as it is so. */
export const NOT_CHECKED = ["envelope: not checked"];

export function verdictOf(parts: VerdictParts): Extract<RecordDraft, { record: "verdict" }> {
  const { claim, blob, policy, run, demands, version, now } = parts;
  const { predicate, subject } = claim.statement;
  const receipts = run.receipts.map((receipt) => judged(receipt, policy));
  const short = shortfall(claim, demands);
  const found = resultOf(claim, receipts);
  const result = found === "PASSED" && short !== null ? "NOT_PROVEN" : found;
  const idle = policy.policy.checks
    .map(({ id }) => id)
    .filter((id) => !receipts.some(({ check }) => check === id));
  return {
    record: "verdict",
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
        verifiedLevels: result === "PASSED" ? ["AGENTOPS_L1"] : [],
        criteria: judgeCriteria(predicate.criteria, receipts),
        receipts,
        sandbox: run.sandbox,
        setup: run.setup === null ? null : setupOf(run.setup),
        notChecked: [
          ...(short === null ? [] : [short]),
          ...NOT_CHECKED,
          demands.research.note.slice(0, 1000),
          ...(idle.length === 0 ? [] : [`this change does not concern ${idle.join(", ")}`.slice(0, 1000)]),
        ],
      },
    },
  };
}

const setupOf = ({ digest, cached, seconds }: NonNullable<ChecksRun["setup"]>) => ({
  digest,
  cached,
  seconds,
});

function judged(receipt: Receipt, { policy }: BasePolicy): JudgedReceipt {
  const metric = policy.checks.find(({ id }) => id === receipt.check)?.metric;
  const ratchet = metric ? { direction: metric.direction, tolerance: metric.tolerance } : null;
  return { ...receipt, ratchet: receipt.authored === "policy" ? ratchet : null };
}

/** A claim that was not made by submit_claim may ask for less than the policy does. */
function shortfall(
  { statement: { predicate } }: ClaimRecord,
  { checks, level, research }: VerdictParts["demands"],
): string | null {
  if (research.missing !== null)
    return `${research.missing}: record_research, then claim it again`.slice(0, 1000);
  if (LEVELS.indexOf(predicate.level) < LEVELS.indexOf(level))
    return `the policy asks for ${level}, the claim says ${predicate.level}: claim it again`;
  const left = checks.filter((check) => !predicate.checks.includes(check));
  return left.length === 0
    ? null
    : `the policy now asks for ${left.join(", ").slice(0, 500)} too: claim it again`;
}
