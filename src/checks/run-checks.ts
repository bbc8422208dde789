// Runs checks on a commit in a clean place and says what each returned: the only evidence that a verdict leans on. This file is long because the steps of a run share what was laid out.
import os from "node:os";
import path from "node:path";
import type { Repository } from "../git/repository.ts";
import { fileFailure, tryGit } from "../git/run.ts";
import { CommandShape } from "../policy/checks-and-levels.ts";
import { canonicalPolicy, type Policy } from "../policy/policy.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { didYouMean } from "../shared/nearest.ts";
import { digestOf } from "./inputs.ts";
import { checksFolder, leaseSlot } from "./pool.ts";
import { demandSandbox, probeSandbox } from "./probe.ts";
import { EXCERPT, type Reason, type Receipt, readMetric, type SandboxLevel } from "./receipt.ts";
import { killMarked, runConfined } from "./run-confined.ts";
import type { Laid, Sandbox } from "./sandbox.ts";
import { setUp } from "./set-up.ts";
import { toolVersions } from "./tools.ts";
import type { Limits } from "./watch.ts";

/** A command that a claim brings itself. */
export interface ExtraCommand {
  readonly id: string;
  readonly run: readonly string[];
  readonly cwd?: string;
  /** In seconds; 300 where not given. */
  readonly timeout?: number;
}

export interface Progress {
  readonly step: "checkout" | "set-up" | "check";
  /** The check that begins now; null in the other steps. */
  readonly check: string | null;
  /** Checks that are done, of all. */
  readonly done: number;
  readonly all: number;
}

export interface ChecksRequest {
  readonly repository: Repository;
  /** A full id. */
  readonly commit: string;
  /** Checked out instead of the commit's own. */
  readonly tree?: string;
  readonly policy: Pick<Policy, "setup" | "checks" | "sandbox">;
  /** Ids of the policy's checks, in the order in which they run. */
  readonly checks: readonly string[];
  readonly extra?: readonly ExtraCommand[];
  readonly limits?: Partial<Limits>;
  /** What this machine offers, where that was found out before. */
  readonly sandbox?: Sandbox;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface ChecksResult {
  /** The whole tree that was checked. */
  readonly tree: string;
  readonly sandbox: SandboxLevel;
  /** What confines, or why nothing does. */
  readonly about: string;
  /** `seconds` is what making it took, when that was; `receipt` tells why it failed. */
  readonly setup: { digest: string; cached: boolean; seconds: number; receipt: Receipt } | null;
  /** One for each check and then for each extra command, in their order. */
  readonly receipts: readonly Receipt[];
}

const DEFAULT_LIMITS: Limits = {
  outputBytes: 64 * 1024 ** 2,
  memoryBytes: Math.round(os.totalmem() * 0.75),
  processes: 1024,
  diskBytes: 4 * 1024 ** 3,
};

/** What a policy is named by in verdicts: sha256 over its keys in a fixed order. */
export const policyDigest = (policy: Policy): string => digestOf(canonicalPolicy(policy));

interface Command {
  readonly id: string;
  readonly authored: Receipt["authored"];
  readonly run: readonly string[];
  readonly cwd: string;
  readonly timeout: number;
  readonly network: boolean;
  readonly metric: boolean;
}

/**
 * Throws INVALID_ARGUMENT for a check that the policy does not have, NOT_FOUND for a commit that is not there, NO_SANDBOX where
 * the policy demands one, CANCELLED, and what git and the disk may throw. A check that fails in any way is a receipt.
 */
export async function runChecks(request: ChecksRequest): Promise<ChecksResult> {
  const { repository, policy, signal } = request;
  const commands = commandsOf(request);
  const [sandbox, tree] = await Promise.all([
    request.sandbox ?? probeSandbox(),
    request.tree ?? treeOf(repository, request.commit),
  ]);
  demandSandbox(sandbox, policy.sandbox);
  const folder = await checksFolder(repository, sandbox.level);
  const hidden = [repository.commonDir, ...(repository.worktree === null ? [] : [repository.worktree])];
  const programs = [...commands, ...(policy.setup ? [policy.setup] : [])].map(({ run }) => run[0] ?? "");
  const [slot, tools] = await Promise.all([
    leaseSlot(folder, repository),
    toolVersions(programs, folder, hidden),
  ]);
  const progress = (step: Progress["step"], check: string | null, done: number) =>
    request.onProgress?.({ step, check, done, all: commands.length });
  const limits = { ...DEFAULT_LIMITS, ...request.limits };

  /** One command in `files`, with everything that its receipt needs. */
  async function run(
    command: Command,
    files: string,
    setup: string | null,
    laid: readonly Laid[],
  ): Promise<Receipt> {
    const { id, authored, cwd, network } = command;
    const scratch = await slot.fresh();
    const argv = [...command.run];
    const facts = { check: id, authored, argv, cwd, tree, sandbox: sandbox.level, network, setup, tools };
    const launch = await sandbox.prepare({
      argv,
      cwd,
      files,
      scratch,
      laid,
      network,
      mark: slot.mark,
      hidden,
    });
    const { output, ...ended } = await runConfined(launch, {
      limits,
      timeoutMs: command.timeout * 1000,
      folders: [files, scratch],
      mark: sandbox.leavesNothing ? null : slot.mark,
      signal,
    });
    const metric = command.metric && ended.reason === "ok" ? readMetric(output.stdout()) : null;
    const reason: Reason =
      command.metric && ended.reason === "ok" && metric === null ? "metric" : ended.reason;
    return { ...facts, ...ended, reason, outputDigest: output.digest(), ...output.excerpts(), metric };
  }

  try {
    if (!sandbox.leavesNothing) await killMarked(slot.mark);
    progress("checkout", null, 0);
    const { checkout } = slot;
    await checkout.reset(tree);
    let laid: readonly Laid[] = [];
    let setup: ChecksResult["setup"] = null;
    if (policy.setup) {
      progress("set-up", null, 0);
      const asked: Command = { ...policy.setup, id: "setup", authored: "policy", cwd: ".", metric: false };
      const made = await setUp({
        setup: policy.setup,
        repository,
        folder: path.join(folder, "set-ups"),
        tree,
        slot,
        sandbox,
        tools,
        signal,
        run: (files, digest) => run(asked, files, digest, []),
      });
      const { digest, cached, receipt } = made;
      setup = { digest, cached, seconds: receipt.durationMs / 1000, receipt };
      laid = made.laid;
      if (receipt.reason !== "ok")
        return { ...result(), setup, receipts: commands.map((each) => notStarted(each, receipt)) };
    }
    const receipts: Receipt[] = [];
    for (const [done, command] of commands.entries()) {
      progress("check", command.id, done);
      // Leftovers of one check must not help or hurt the next.
      if (done > 0) await checkout.reset(tree);
      receipts.push(await run(command, checkout.files, setup?.digest ?? null, laid));
    }
    return { ...result(), setup, receipts };
  } catch (error) {
    throw fileFailure(error);
  } finally {
    await slot.checkout.sweep().catch(() => {});
    await slot.release();
  }

  function result() {
    return { tree, sandbox: sandbox.level, about: sandbox.about };
  }
}

function commandsOf({ policy, checks, extra = [] }: ChecksRequest): Command[] {
  const known = policy.checks.map(({ id }) => id);
  const named = checks.map((id) => {
    const check = policy.checks.find((each) => each.id === id);
    if (check) return { ...check, authored: "policy" as const, metric: check.metric !== null };
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      `The policy at the base commit has no check "${id.slice(0, 64)}".`,
      didYouMean(id.slice(0, 64), known),
    );
  });
  const own = extra.map(({ id, ...given }) => {
    const { data, error } = CommandShape.safeParse(given);
    const facts = { id, authored: "claim" as const, network: false, metric: false };
    if (data) return { ...data, ...facts };
    const [issue] = error.issues;
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      `The command of ${id.slice(0, 64)}: ${issue?.path.join(".")} ${issue?.message}.`,
      "Give the program and its arguments as a list, and a folder of the repository.",
    );
  });
  return [...named, ...own];
}

async function treeOf({ commonDir }: Repository, commit: string): Promise<string> {
  const valid = /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(commit);
  const { code, stdout } = valid
    ? await tryGit(commonDir, ["rev-parse", "--verify", "--quiet", `${commit}^{commit}^{tree}`])
    : { code: 1, stdout: "" };
  if (code === 0) return stdout.trim();
  throw new AgentOpsError(
    "NOT_FOUND",
    `This clone has no commit ${commit.slice(0, 64)}.`,
    "Fetch it, or name a commit that is still there: a force-push may have taken it away.",
  );
}

/** The receipt of a check whose set-up failed: the set-up's own output tells why. */
function notStarted(command: Command, setup: Receipt): Receipt {
  const { id, authored, run, cwd, network } = command;
  const head = `The set-up failed (${setup.reason}).\n${setup.tail || setup.head}`.slice(0, EXCERPT);
  return {
    ...setup,
    check: id,
    authored,
    argv: [...run],
    cwd,
    network,
    head,
    tail: "",
    metric: null,
    exit: null,
    signal: null,
    reason: "not_started",
    durationMs: 0,
  };
}
