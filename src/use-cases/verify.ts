// The gate of CI and pre-push: re-runs what a commit can have broken, then judges by records alone.
import type { GatePort } from "../claims/port.ts";
import { type GateOptions, proveReported, settleReported } from "../claims/prove-reported.ts";
import { type Verification, verificationOf } from "../claims/verify.ts";
import { fetchCommand } from "../journal/unfetched.ts";
import type { Level } from "../policy/checks-and-levels.ts";
import type { State } from "../records/state.ts";

export interface VerifyPorts {
  readonly claims: GatePort;
  /** All records, as of the moment it is asked. */
  state(): Promise<State>;
  readonly signal: AbortSignal;
  onProgress(what: string): void;
}

export interface Verify {
  /** A commit or branch. */
  readonly commit: string;
  /** The level that every change of the branch must have reached; null where its locks are enough. */
  readonly level: Level | null;
  /** Requires a judge, or a test that is older than the change, behind each criterion. */
  readonly independent: boolean;
  /** Runs everything, even if equal contents are known. */
  readonly fresh: boolean;
}

export interface Gate extends Verification {
  /** Digest of the policy that the locks were run under. */
  readonly policy: string;
}

/**
 * In this order, as each step decides what the next one may trust: the commit and its whole history; whether all records
 * that the remote has are here; the locks, run
 * at it; what only other clones report, run here where it would close the gate; with a level, the claims that would
 * open it; and last the records as all of that has left them. Throws NOT_FOUND, or GIT_FAILED in a shallow clone,
 * before anything is run.
 */
export async function verify(ports: VerifyPorts, asked: Verify): Promise<Gate> {
  const { claims, signal, onProgress } = ports;
  const { commit, subject } = await claims.verifiable(asked.commit);
  const elsewhere = await claims.unfetched();
  if (elsewhere?.problem) onProgress(`${elsewhere.remote} ${elsewhere.problem}; what it holds is not known`);
  const options: GateOptions = { signal, onProgress, fresh: asked.fresh, seen: new Map() };
  const report = await claims.ratchet(commit, options);
  const rows = await proveReported(claims, ports.state, report, options);
  const { independent } = asked;
  const level = asked.level ?? (independent ? "L1" : null);
  const required = level && { level, independent, landed: await claims.landed(commit) };
  if (required) await settleReported(claims, await ports.state(), commit, options);
  const state = await ports.state();
  const facts = await claims.lockFacts(state, commit);
  const unread = (elsewhere?.refs ?? []).map((id) => ({ id, reason: neverFetched(elsewhere?.remote ?? "") }));
  const reRun = { commit, subject, rows, required, unread };
  return { ...verificationOf(state, facts, reRun), policy: report.policy };
}

const neverFetched = (remote: string): string =>
  `${remote} has these records and they were never fetched here: agentops-mcp sync --fetch, or ${fetchCommand(remote)}`;
