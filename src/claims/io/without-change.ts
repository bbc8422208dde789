// Runs the checks that a claim names on the code as it was before, so that a verdict can say what they show.

import type { Receipt } from "../../checks/receipt.ts";
import { runChecks } from "../../checks/run-checks.ts";
import { overlay } from "../../git/overlay.ts";
import { matcher } from "../../shared/glob.ts";
import type { BasePolicy } from "../demands.ts";
import { ownTestsIn } from "../own-tests.ts";
import type { ClaimRecord } from "../records/claim.ts";
import type { WithoutChange } from "../records/verdict.ts";
import type { ChecksRun } from "../verdict.ts";
import type { CodePlace } from "./claimed-commit.ts";

/** Milliseconds that the same checks took with the change. Longer ones are not run again, as a worker waits. */
const MOST_MS = 30_000;

export interface WithoutPorts {
  readonly code: CodePlace;
  /** The receipt of a check at a commit, where it was run on equal contents; else null. */
  known(commit: string, policy: BasePolicy, check: string): Promise<Receipt | null>;
}

export interface WithoutCase {
  readonly claim: ClaimRecord;
  readonly policy: BasePolicy;
  readonly change: { readonly from: string | null; readonly paths: readonly string[] };
  readonly run: ChecksRun;
  /** True where nobody waits, as in CI, so that checks may take as long as they take. */
  readonly patient: boolean;
  readonly signal: AbortSignal;
}

/**
 * What each check of the claim's criteria returns on the code that the change builds on, with the change's own tests added.
 * Empty where that takes long, needs another set-up, or can't be done, since it only adds to a verdict.
 */
export async function runWithout(ports: WithoutPorts, asked: WithoutCase): Promise<WithoutChange[]> {
  try {
    return await measured(ports, asked);
  } catch {
    asked.signal.throwIfAborted();
    return [];
  }
}

async function measured(
  { code, known }: WithoutPorts,
  { claim, policy, change, run, patient, signal }: WithoutCase,
): Promise<WithoutChange[]> {
  const { criteria, tree } = claim.statement.predicate;
  const named = new Set(criteria.flatMap(({ check }) => check ?? []));
  const receipts = run.receipts.filter(({ authored, check }) => authored === "policy" && named.has(check));
  const { from, paths } = change;
  if (from === null || receipts.length === 0) return [];
  const tests = ownTestsIn(paths, receipts);
  const before = await code.reader.resolve(`${from}^{tree}`, "tree");
  if (before === null) return [];
  const below =
    tests.length === 0
      ? before
      : await overlay(code.repository, code.reader, { below: before, above: tree, paths: tests });
  // A change of tests alone has no code to take away.
  if (below === tree) return [];
  const found: WithoutChange[] = [];
  for (const { check } of tests.length === 0 ? receipts : []) {
    const receipt = await known(from, policy, check);
    if (receipt) found.push(resultOf(receipt));
  }
  const left = receipts.filter(({ check }) => !found.some((each) => each.check === check));
  const { setup } = policy.policy;
  const isDear = !patient && left.reduce((sum, { durationMs }) => sum + durationMs, 0) > MOST_MS;
  if (left.length === 0 || isDear || (setup !== null && paths.some(matcher(setup.inputs)))) return found;
  const again = await runChecks({
    repository: code.repository,
    commit: from,
    tree: below,
    policy: policy.policy,
    checks: left.map(({ check }) => check),
    signal,
  });
  return [...found, ...again.receipts.filter(saysSomething).map(resultOf)];
}

/** A check that was stopped, or never started, says nothing about the code. */
const saysSomething = ({ reason }: Receipt): boolean => ["ok", "exit", "metric"].includes(reason);

const resultOf = ({ check, reason }: Receipt): WithoutChange => ({ check, reason });
