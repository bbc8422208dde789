// Defines claims and locks as handlers see them.

import type { Receipt } from "../checks/receipt.ts";
import type { CommittedFile } from "../git/file-at.ts";
import type { Unfetched } from "../journal/unfetched.ts";
import type { Level, Risk } from "../policy/checks-and-levels.ts";
import type { Provenance } from "../records/record.ts";
import type { State } from "../records/state.ts";
import type { ResearchDemand } from "../research/laws.ts";
import type { BasePolicy } from "./demands.ts";
import type { LockFacts, RatchetReport } from "./locks/ratchet.ts";
import type { VerdictRecord } from "./records/verdict.ts";
import type { RunProgress } from "./run-progress.ts";
import type { PolicyFacts } from "./standing.ts";

/** Facts of a commit that do not depend on its author's word. */
export interface ClaimedCommit {
  readonly commit: string;
  /** The branch's name, where HEAD is claimed. */
  readonly name: string;
  readonly whole: string;
  /** The tree without learnings. */
  readonly subject: string;
  /** What it builds on: the merge base with base, or its parent where base has the commit already. */
  readonly from: string | null;
  readonly paths: readonly string[];
  /** Files that it alters without naming them, through attributes and links; null where that can't be told. */
  readonly altered: readonly string[] | null;
  /** Those of them that were there before. */
  readonly existing: readonly string[];
  /** Files that it adds to the lessons' folder and that are no lessons. */
  readonly strays: readonly string[];
  readonly patch: string | null;
  readonly commits: number;
  /** False where base has the commit already, so that any check may be affected. */
  readonly known: boolean;
}

/** What the policy asks of a change, whatever its claim says. */
export interface ClaimDemands {
  readonly checks: string[];
  readonly level: Level;
  readonly research: ResearchDemand;
}

/** Claims and the locks that they make; all facts are derived at the moment of the call. */
export interface ClaimsPort {
  /** Tells the runtime process that hosts this session from others. */
  readonly process: string | null;
  /** Throws CONFIG_INVALID where the policy does not parse. */
  policy(): Promise<BasePolicy>;
  /** `expression` is a commit or branch. Throws NOT_FOUND or DIRTY_TREE. */
  commit(expression: string): Promise<ClaimedCommit>;
  /**
   * What a commit or branch changes so far, and against which commit; null where there is none. Uncommitted work does not
   * matter.
   */
  pathsSoFar(
    expression: string,
  ): Promise<{ readonly from: string; readonly paths: readonly string[] } | null>;
  /** Those of these local branches with commits that base does not have. */
  notMerged(branches: readonly string[]): Promise<readonly string[]>;
  /** The paths that a local branch has and base does not; null where there is no such branch. */
  unmergedPaths(branch: string): Promise<readonly string[] | null>;
  demands(policy: BasePolicy, commit: ClaimedCommit, named: readonly string[], risk: Risk): ClaimDemands;
  policyFacts(state: State): Promise<PolicyFacts>;
  /** How `commit` (a full id) contains each claim. */
  lockFacts(state: State, commit: string): Promise<LockFacts>;
  /** Why a claim's verdict would be stale at HEAD, or at an existing branch; null while it would not. */
  staleness(state: State, claim: string, branch?: string | null): Promise<string | null>;
  /** True while the commit exists in this clone. */
  exists(commit: string): Promise<boolean>;
  /** True if the file, or the line of it, exists at the commit. */
  holds(commit: string, location: string): Promise<boolean>;
  /** The merge base of base and a branch (null: HEAD); null before the first commit. */
  startOf(branch: string | null): Promise<string | null>;
  /** A file at a commit (a full id); null where there is no file of that name. */
  fileAt(commit: string, path: string): Promise<CommittedFile | null>;
  /** What the runner of a claim is doing; null where none is at work. */
  progress(claim: string): Promise<RunProgress | null>;
  /** Tells when it is worth looking for the claim's verdict again. */
  watch(claim: string): VerdictWatch;
  /** Runs the checks of locks again at a commit, or answers from receipts of equal contents. */
  ratchet(commit: string, options: RatchetOptions): Promise<RatchetReport>;
}

export interface VerdictWatch {
  /**
   * True at the first call, and then once something has changed since the last one; false where `until` (milliseconds since
   * 1970) or the end of `signal` comes first.
   */
  hasMoved(until: number, signal: AbortSignal): Promise<boolean>;
}

/** What the CI gate needs of claims. */
export interface GatePort extends Pick<ClaimsPort, "lockFacts" | "ratchet"> {
  /** What the remote holds and this clone never had; null without a remote. */
  unfetched(): Promise<Unfetched | null>;
  /** A commit for the gate, with its tree without lessons. Throws NOT_FOUND, or GIT_FAILED in a shallow clone. */
  verifiable(expression: string): Promise<{ readonly commit: string; readonly subject: string }>;
  /** True if base holds the commit (a full id). */
  landed(commit: string): Promise<boolean>;
  /** Renders the verdict in this process; null while another one works on it. */
  settle(claim: string, by: Provenance, options: SettleOptions): Promise<VerdictRecord | null>;
}

/** What checks returned since the caller began, by contents, shared by all steps of one gate. */
export type SeenReceipts = Map<string, Receipt>;

export interface SettleOptions {
  readonly signal: AbortSignal;
  onProgress?(what: string): void;
  /** Also where there is a verdict already. */
  readonly again?: boolean;
  readonly seen?: SeenReceipts;
}

export interface VerdictWatch {
  /**
   * True at the first time, and from then on once something has moved since it was asked last; false from `until`, in
   * milliseconds since 1970, or the end of `signal` on.
   */
  hasMoved(until: number, signal: AbortSignal): Promise<boolean>;
}

export interface RatchetOptions {
  readonly signal: AbortSignal;
  onProgress?(what: string): void;
  /** Runs everything, whatever is known from before. */
  readonly fresh?: boolean;
  readonly seen?: SeenReceipts;
}
