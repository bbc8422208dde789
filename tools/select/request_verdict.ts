// Factor VII: has a claim's checks re-run by a process of their own, and tells what came of it.
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import type { WriteContext } from "../../src/api/context.ts";
import { defineTool } from "../../src/api/define.ts";
import { failureOf } from "../../src/claims/locks/ratchet.ts";
import type { RunProgress } from "../../src/claims/run-progress.ts";
import { standingOfClaim } from "../../src/claims/standing.ts";
import { findClaim } from "../../src/jobs/find-record.ts";
import type { ClaimRecord, VerdictRecord } from "../../src/records/record.ts";
import { AgentOpsError } from "../../src/shared/errors.ts";

const POLL_MS = 40;
/** Of a failing check's output, in characters. */
const SHOWN = 1500;

export default defineTool({
  description:
    "Call after submit_claim: re-runs the checks in a clean checkout and returns the binding verdict. pending: call again. FAILED: fix, commit, claim again.",
  factors: [7],
  role: "worker",
  effect: "write",
  deadlineMs: 58_000,
  input: z.strictObject({
    claim: z.string().min(6).max(26).describe("id"),
    wait_seconds: z.int().min(0).max(50).default(20).describe("how long to wait"),
  }),
  output: z.object({
    claim: z.string(),
    verdict: z.string().nullable(),
    result: z.enum(["PASSED", "FAILED", "NOT_PROVEN", "pending"]),
    state: z.string(),
    level: z.string().nullable(),
    stale: z.string().nullable(),
    next: z.string().nullable(),
    criteria: z.array(z.object({ id: z.string(), result: z.string(), because: z.string().nullable() })),
    receipts: z.array(
      z.object({ check: z.string(), result: z.string(), seconds: z.number(), tail: z.string().optional() }),
    ),
    sandbox: z.string().nullable(),
    not_checked: z.array(z.string()),
  }),
  examples: [
    { title: "An unknown claim", arguments: { claim: "01ARZ3NDEKTSV4RRFFQ69G5FAV" }, expect: "NOT_FOUND" },
  ],
  async run(context, { claim: id, wait_seconds }) {
    const claim = findClaim(await context.state(), id);
    const until = Date.now() + wait_seconds * 1000;
    let told = "";
    const isOpen = async () => (await lookAt(context, claim)).verdict === null;
    if (await isOpen()) {
      await refuseGone(context, claim);
      await context.startVerdict(claim.id);
      while (Date.now() < until && !context.signal.aborted && (await isOpen())) {
        const progress = await context.claims.progress(claim.id);
        if (progress?.state === "stopped") throw notRun(progress);
        if (progress !== null && progress.step !== told) context.report(progress.step);
        told = progress?.step ?? told;
        await sleep(POLL_MS);
      }
    }
    return answer(context, claim, told);
  },
});

/** The claim's standing, and this clone's verdict under the policy in force: null until there is one. */
async function lookAt(context: WriteContext, claim: ClaimRecord) {
  const state = await context.state();
  const standing = standingOfClaim(state, claim, await context.claims.policyFacts(state));
  const { digest } = await context.claims.policy();
  const underIt = ({ statement }: VerdictRecord) => statement.predicate.policy.digest.sha256 === digest;
  return { state, standing, verdict: standing.decided.find(underIt) ?? null };
}

async function answer(context: WriteContext, claim: ClaimRecord, told: string) {
  const { state, standing, verdict } = await lookAt(context, claim);
  if (verdict === null) {
    const next = `${told === "" ? "waiting for its runner" : told}; call request_verdict again with this claim`;
    const empty = { verdict: null, level: null, stale: null, sandbox: null };
    return {
      claim: claim.id,
      result: "pending" as const,
      state: standing.state,
      ...empty,
      next,
      criteria: [],
      receipts: [],
      not_checked: [],
    };
  }
  const { level, missing } = standing;
  const { verificationResult, criteria, receipts, sandbox, notChecked } = verdict.statement.predicate;
  return {
    claim: claim.id,
    verdict: verdict.id,
    result: verificationResult,
    state: standing.state,
    level,
    stale: await context.claims.staleness(state, claim.id),
    next: missing,
    criteria: criteria.map(({ id, result, because }) => ({ id, result, because })),
    receipts: receipts.map((receipt) => ({
      check: receipt.check,
      result: failureOf(receipt),
      seconds: Math.round(receipt.durationMs / 10) / 100,
      ...(receipt.reason === "ok" ? {} : { tail: (receipt.tail || receipt.head).slice(-SHOWN) }),
    })),
    sandbox,
    not_checked: notChecked,
  };
}

async function refuseGone({ claims }: WriteContext, claim: ClaimRecord): Promise<void> {
  const { gitCommit } = claim.statement.subject[0].digest;
  if (await claims.exists(gitCommit)) return;
  throw new AgentOpsError(
    "STALE_CLAIM",
    `The claimed commit ${gitCommit.slice(0, 12)} is not here any more.`,
    "It was rewritten or never fetched: claim the commit that is there now.",
  );
}

const notRun = ({ code, problem }: Extract<RunProgress, { state: "stopped" }>): AgentOpsError =>
  new AgentOpsError(
    "CLAIM_REFUSED",
    `The checks could not be run${code === null ? "" : ` (${code})`}: ${problem}`,
    "Remove the cause, then call request_verdict again; the claim is kept.",
  );
