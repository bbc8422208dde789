// Runs again at a commit the checks that locks depend on, and compares.

import { runChecks } from "../../checks/run-checks.ts";
import type { Repository } from "../../git/repository.ts";
import type { BasePolicy } from "../demands.ts";
import { compare, type Lock, type RatchetReport, type RatchetRow } from "../locks/ratchet.ts";
import type { RatchetOptions } from "../port.ts";
import type { KnownReceipt, KnownReceipts } from "./known-receipts.ts";
import { wordsOf } from "./settle.ts";

export interface RatchetPorts {
  readonly repository: Repository;
  readonly known: KnownReceipts;
}

/** A commit, and what it has to meet. */
export interface HeldCommit {
  readonly commit: string;
  readonly policy: BasePolicy;
  readonly locks: readonly Lock[];
}

export async function runRatchet(
  { repository, known }: RatchetPorts,
  { commit, policy, locks }: HeldCommit,
  options: RatchetOptions,
): Promise<RatchetReport> {
  const concerned = locks.filter(
    ({ reversal, containment }) => reversal === null && containment !== "elsewhere",
  );
  const wanted = policy.policy.checks
    .map(({ id }) => id)
    .filter((id) => concerned.some(({ check }) => check === id));
  const receipts = new Map<string, KnownReceipt>();
  for (const check of wanted) {
    const found = await known.find(commit, policy.policy, check, options);
    if (found) receipts.set(check, found);
  }
  const checks = wanted.filter((check) => !receipts.has(check));
  if (checks.length > 0) {
    const run = await runChecks({
      repository,
      commit,
      policy: policy.policy,
      checks,
      signal: options.signal,
      onProgress: (progress) => options.onProgress?.(wordsOf(progress)),
    });
    for (const receipt of run.receipts) receipts.set(receipt.check, { receipt, known: false });
    await known.keep(commit, policy.policy, run.receipts, options.seen).catch(() => {});
  }
  const rows = locks.map((lock) => rowOf(lock, policy, receipts.get(lock.check) ?? null));
  return { commit, policy: policy.digest, rows };
}

function rowOf(lock: Lock, { policy }: BasePolicy, found: KnownReceipt | null): RatchetRow {
  const { result, because } = compare(lock, policy, found?.receipt ?? null);
  const failed = result === "worse" && found !== null && found.receipt.reason !== "ok";
  return {
    check: lock.check,
    claim: lock.claim.id,
    result,
    because,
    locked: lock.metric?.value ?? null,
    value: found?.receipt.metric ?? null,
    known: found?.known ?? false,
    reported_by: lock.proven ? null : lock.verdict.clone,
    tail: failed ? found.receipt.tail || found.receipt.head : null,
  };
}
