// Brings one claim to its verdict: exactly one per claim and policy, however many processes try and get killed.

import { type Progress, runChecks } from "../../checks/run-checks.ts";
import { subjectTrees } from "../../git/subject.ts";
import type { Level } from "../../policy/checks-and-levels.ts";
import { panelFor } from "../../policy/judges-and-panels.ts";
import type { Provenance } from "../../records/record.ts";
import type { State } from "../../records/state.ts";
import { researchCover } from "../../research/laws.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import type { BasePolicy } from "../demands.ts";
import { goneCommit } from "../find-claim.ts";
import { ownTestsIn } from "../own-tests.ts";
import Claim, { type ClaimRecord } from "../records/claim.ts";
import Verdict, { type VerdictRecord, verdictsByClaim } from "../records/verdict.ts";
import { resultOf } from "../result.ts";
import { type RunProgress, stoppedBy } from "../run-progress.ts";
import { objectionToVerdict } from "../standing.ts";
import { type ChecksRun, shortfall, verdictOf, withRatchet } from "../verdict.ts";
import { judgeByPanel, type PanelCase, type PanelPorts, type Waiter } from "./ask-council.ts";
import { changeOf, demands } from "./claimed-commit.ts";
import { outsideOf } from "./outside-envelope.ts";
import type { PolicyReader } from "./policy-in-force.ts";
import { runWithout, type WithoutPorts } from "./without-change.ts";

export interface SettlePorts extends PanelPorts, WithoutPorts {
  readonly policies: PolicyReader;
  readonly version: string;
  /** Renders another verdict where there is one, for a signer, who vouches only for what was run just now. */
  readonly again?: boolean;
  /** Ignores results of a killed runner, for a gate that has just seen a check fail. */
  readonly anew?: boolean;
  /** Receives the receipts of a run, so that equal contents need not be checked again. */
  remember(commit: string, policy: BasePolicy, run: ChecksRun): Promise<void>;
}

/**
 * The verdict of this clone under the policy in force; null while another process works on it. Throws NOT_FOUND for an
 * unknown claim, STALE_CLAIM where its commit is gone.
 */
export async function settle(
  ports: SettlePorts,
  id: string,
  by: Provenance,
  { signal, onProgress }: Waiter,
): Promise<VerdictRecord | null> {
  const { runs } = ports;
  const known = ports.again ? null : await ownVerdict(ports, id, await ports.policies.inForce());
  const lease = known ? null : await runs.lease(id);
  if (known) await runs.done(id);
  if (!lease) return known;
  let told = Promise.resolve();
  // One after the other, so that no progress overwrites the end.
  const tell = (progress: RunProgress) => {
    told = told.then(() => runs.tell(id, progress));
    return told;
  };
  try {
    const verdict = await render(ports, id, by, {
      signal,
      onProgress(step) {
        void tell({ state: "working", step });
        onProgress(step);
      },
    });
    await told;
    await runs.done(id);
    return verdict;
  } catch (error) {
    await tell(stoppedBy(error));
    throw error;
  } finally {
    await lease.release();
  }
}

async function render(
  ports: SettlePorts,
  id: string,
  by: Provenance,
  waiter: Waiter,
): Promise<VerdictRecord> {
  const { code, journal, policies, runs } = ports;
  const policy = await policies.inForce();
  // Another process may have finished between the look and the lease.
  const rendered = ports.again ? null : await ownVerdict(ports, id, policy);
  if (rendered) return rendered;
  const claim = await claimOf(ports, id);
  const { digest } = claim.statement.subject[0];
  const { criteria, risk, change, tree } = claim.statement.predicate;
  const trees = await subjectTrees(code.reader, code.repository.objectFormat, digest.gitCommit);
  if (trees?.subject !== digest.gitTree || trees.whole !== tree) throw goneCommit(claim);
  const named = criteria.flatMap(({ check }) => (check === null ? [] : [check]));
  const changed = await changeOf(code, digest.gitCommit, change.from);
  const asked = demands(policy, changed, named, risk);
  const outside = await outsideOf(policy, changed, Date.parse(claim.at));
  const demanded = (state: State) => ({
    ...asked,
    outside,
    research: researchCover(state, claim, {
      demand: asked.research,
      policy: policy.policy.research,
      existing: changed.existing,
    }),
  });
  // A signer does not vouch for results from a file.
  const kept = ports.again || ports.anew ? null : await runs.kept(id, policy.digest, tree);
  const run = kept?.run ?? (await runAll(ports, { claim, policy, demanded: asked.checks }, waiter));
  const lacks = shortfall(claim, demanded(await ports.state()));
  const receipts = run.receipts.map((receipt) => withRatchet(receipt, policy));
  // Judges cost more than checks, so they are asked only where the claim could still pass.
  // The claim's own paths count too: some of them may have landed meanwhile.
  const paths = [...new Set([...change.paths, ...changed.paths])];
  const passing = lacks === null && resultOf(claim, receipts) === "PASSED";
  const panel = passing ? panelFor(policy.policy, paths, risk, needsJudges(claim, asked.level)) : null;
  const hearing = panel && { claim, policy, panel, change: changed, run, kept };
  const council = hearing && (await judgeByPanel(ports, hearing, by, waiter));
  const patient = ports.again === true;
  const unchanged = { claim, policy, change: changed, run, patient, signal: waiter.signal };
  if (passing) waiter.onProgress("running its checks without the change");
  // The claim may name any paths, and lists at most a fixed number of them.
  const deciding = run.receipts.filter(
    ({ check, authored }) => authored === "policy" && named.includes(check),
  );
  const tests = ownTestsIn([...changed.paths, ...(changed.altered ?? [])], deciding);
  const without = passing ? await runWithout(ports, unchanged) : [];
  return runs.storing(async () => {
    const there = ports.again ? null : await ownVerdict(ports, id, policy);
    if (there) return there;
    const state = await ports.state();
    const blob = state.origin(id)?.blob ?? "";
    const facts = { claim, blob, policy, run, council, without, tests, demands: demanded(state) };
    const draft = verdictOf({ ...facts, version: ports.version, now: Date.now() });
    const [stored] = await journal.append([draft], by, digest.gitCommit);
    if (!Verdict.is(stored?.record)) throw new Error("the journal stored no verdict");
    await ports.remember(digest.gitCommit, policy, run).catch(() => {});
    return stored.record;
  });
}

/** A claim can ask for a higher level than the policy does. */
const needsJudges = ({ statement: { predicate } }: ClaimRecord, level: Level): boolean =>
  predicate.level !== "L1" || level !== "L1";

interface ChecksCase extends Pick<PanelCase, "claim" | "policy"> {
  /** Checks that the policy wants run, whether the claim names them or not. */
  readonly demanded: readonly string[];
}

function runAll(
  { code }: SettlePorts,
  { claim, policy: { policy }, demanded }: ChecksCase,
  { signal, onProgress }: Waiter,
): Promise<ChecksRun> {
  const { subject, predicate } = claim.statement;
  const { checks, criteria } = predicate;
  return runChecks({
    repository: code.repository,
    commit: subject[0].digest.gitCommit,
    policy,
    checks: policy.checks.map(({ id }) => id).filter((id) => checks.includes(id) || demanded.includes(id)),
    extra: criteria.flatMap((each) => (each.run === null ? [] : [{ id: each.id, run: each.run }])),
    signal,
    onProgress: (progress) => onProgress(wordsOf(progress)),
  });
}

/** The progress in words, for somebody who waits. */
export function wordsOf({ step, check, done, all }: Progress): string {
  if (step === "check") return `running ${check} (${done + 1} of ${all})`;
  return step === "checkout" ? "checking out the commit" : "setting up";
}

async function ownVerdict(
  ports: SettlePorts,
  id: string,
  { digest }: BasePolicy,
): Promise<VerdictRecord | null> {
  const [state, here] = await Promise.all([ports.state(), ports.journal.clone()]);
  const facts = await ports.policies.facts(state, here);
  const own = state
    .by(verdictsByClaim, id)
    .filter(
      (verdict) =>
        verdict.clone === here &&
        verdict.statement.predicate.policy.digest.sha256 === digest &&
        objectionToVerdict(state, verdict, facts) === null,
    );
  return own[0] ?? null;
}

async function claimOf(ports: SettlePorts, id: string): Promise<ClaimRecord> {
  const claim = (await ports.state()).get(Claim, id);
  if (claim) return claim;
  throw new AgentOpsError(
    "NOT_FOUND",
    "There is no claim with this id.",
    "submit_claim returns the id, and agentops-mcp verify names the claims of a commit.",
  );
}
