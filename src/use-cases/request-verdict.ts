// Has a claim's checks re-run by a process of their own, waits for it, and tells the result.
import type { WriteContext } from "../api/context.ts";
import { coverageGap } from "../claims/coverage.ts";
import { findClaim, goneCommit } from "../claims/find-claim.ts";
import { failureOf } from "../claims/locks/ratchet.ts";
import type { ClaimRecord } from "../claims/records/claim.ts";
import type { VerdictRecord } from "../claims/records/verdict.ts";
import type { RunProgress } from "../claims/run-progress.ts";
import { standingOfClaim } from "../claims/standing.ts";
import { worthOf } from "../claims/worth.ts";
import { isEvent } from "../jobs/chain.ts";
import { verdictNeeded } from "../jobs/finish.ts";
import Job from "../jobs/records/job.ts";
import { jobsOf, standingOfJob } from "../jobs/standing.ts";
import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";

/** Characters of a failing check's output. */
const SHOWN = 1500;

/** Waits at most `seconds`, and answers "pending" after that. Throws CLAIM_REFUSED where the checks could not be run. */
export async function requestVerdict(context: WriteContext, id: string, seconds: number) {
  const claim = findClaim(await context.state(), id);
  const until = Date.now() + seconds * 1000;
  let told = "";
  const isOpen = async () => (await lookAt(context, claim)).verdict === null;
  if (await isOpen()) {
    await refuseGone(context, claim);
    const watch = context.claims.watch(claim.id);
    await context.startVerdict(claim.id);
    while ((await watch.hasMoved(until, context.signal)) && (await isOpen())) {
      const progress = await context.claims.progress(claim.id);
      if (progress?.state === "stopped") throw notRun(progress);
      if (progress !== null && progress.step !== told) context.report(progress.step);
      told = progress?.step ?? told;
    }
  }
  return answer(context, claim, told);
}

/** The claim's standing, and this clone's verdict under the policy in force (null until there is one). */
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
    const next = `${told || (await stepOf(context, claim)) || "waiting for its runner"}; it goes on by itself: do what else is left, and call request_verdict again with this claim`;
    const gap = coverageGap(claim.statement.predicate.criteria);
    const empty = { verdict: null, level: null, stale: null, sandbox: null };
    return {
      summary: ["pending", gap ?? []].flat().join("; "),
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
  const { level } = standing;
  const { verificationResult, criteria, receipts, sandbox, notChecked } = verdict.statement.predicate;
  const waits = standing.state === "awaits_judgement" && verificationResult === "PASSED";
  return {
    summary: [
      waits ? "PASSED by its checks, and waits for a judgement" : verificationResult,
      ...worthOf(state, claim, verdict),
    ].join("; "),
    claim: claim.id,
    verdict: verdict.id,
    result: verificationResult,
    state: standing.state,
    level,
    stale: await context.claims.staleness(state, claim.id, branchOf(state, claim)),
    next: await nextStep(context, state, claim, standing),
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

/** The last step of its runner, where this call has seen none. */
async function stepOf({ claims }: WriteContext, claim: ClaimRecord): Promise<string> {
  const progress = await claims.progress(claim.id);
  return progress?.state === "working" ? progress.step : "";
}

/** Where its worker continues: a claim of an isolated job is not stale for being on no other branch yet. */
function branchOf(state: State, { job }: ClaimRecord): string | null {
  const record = job ? state.get(Job, job.id) : undefined;
  const owners = record ? standingOfJob(state, record).chain.owners : [];
  return owners.findLast((owner) => isEvent(owner, "started"))?.event.branch ?? null;
}

/** What is missing and who can give it; for the worker of an open job also how to finish it. */
async function nextStep(
  context: WriteContext,
  state: State,
  claim: ClaimRecord,
  { state: reached, missing, level }: ReturnType<typeof standingOfClaim>,
): Promise<string | null> {
  const worker = { session: context.session.session, clone: await context.jobs.clone() };
  const held = jobsOf(state, worker).find(({ job }) => job.id === claim.job?.id);
  if (reached === "passed") return held ? "finish_job with done" : missing;
  if (reached !== "awaits_judgement") return missing;
  const needed = held ? verdictNeeded(held.job, await context.jobs.settings()) : null;
  const ends = needed === null ? "finish_job with done" : "finish_job with hand_off";
  // The level shows what was passed: above L1 a judge has passed it, and where no judge has, a panel left it to a person.
  const gives =
    level === "L1"
      ? `another session as a judge does, or a person (agentops-mcp review ${claim.id})`
      : "a person does";
  const whose = level === null ? "" : `. That is not yours to give: ${gives}`;
  return `${missing}${whose}${held ? `; ${ends}` : ""}`;
}

async function refuseGone({ claims }: WriteContext, claim: ClaimRecord): Promise<void> {
  const { gitCommit } = claim.statement.subject[0].digest;
  if (!(await claims.exists(gitCommit))) throw goneCommit(claim);
}

const notRun = ({ code, problem }: Extract<RunProgress, { state: "stopped" }>): AgentOpsError =>
  new AgentOpsError(
    "CLAIM_REFUSED",
    `The checks could not be run${code === null ? "" : ` (${code})`}: ${problem}`,
    "Remove the cause, then call request_verdict again; the claim is kept.",
  );
