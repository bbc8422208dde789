// Defines leases and working trees of jobs as handlers see them.
import type { Policy } from "../policy/policy.ts";
import type { LeaseView, TokenFacts } from "./lease.ts";
import type { JobSettings } from "./settings.ts";

/** What is known here of leases, and the settings for them. */
export interface JobsPort {
  /** This clone; null while it has written nothing. */
  clone(): Promise<string | null>;
  /** The settings at the base commit. Throws CONFIG_INVALID. */
  settings(): Promise<JobSettings & Pick<Policy, "levels" | "research">>;
  /** By job. */
  leases(): Promise<ReadonlyMap<string, LeaseView>>;
  /** Minutes since this session took the job, by this machine's clock; null where that can't be told. */
  minutes(job: string): Promise<number | null>;
  /** Calls of this session that this server has answered since the session took the job. */
  calls(job: string): number;
}

export interface JobsWritePort extends JobsPort {
  /** One starter at a time in this clone, so that two can't take overlapping jobs. Throws REPO_BUSY. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Takes the lease with a token above all that were given out, where nobody holds it, it has expired or the records have
   * made it void; null where somebody holds it. The note says what is wrong, such as a remote that can't be reached.
   */
  take(
    job: string,
    known: TokenFacts,
  ): Promise<{ readonly token: number; readonly note: string | null } | null>;
  /**
   * Looks at other clones' leases at the remote, where clones share them. The note says why they can't be seen; null where
   * all is well, or nothing is shared.
   */
  look(): Promise<string | null>;
  /** A sign of life. Throws LEASE_LOST where the lease belongs to somebody else. */
  renew(job: string, token: number): Promise<void>;
  /** Gives the lease back; does nothing where it belongs to somebody else by now. */
  drop(job: string, token: number): Promise<void>;
  /** Removes the lease of any holder with a token below `token`. */
  revoke(job: string, token: number): Promise<void>;
  /**
   * A working tree of its own on a branch of its own, or the existing one. Throws JOB_REFUSED where folder or branch is
   * taken, NOT_FOUND for an unknown branch `from` to begin at, DISK_FULL.
   */
  addWorktree(job: string, title: string, from?: string): Promise<JobWorktree>;
  /** Removes it unless it holds work that no commit has, and says what became of it. */
  removeWorktree(branch: string): Promise<string>;
}

export interface JobWorktree {
  readonly folder: string;
  readonly branch: string;
  /** What its worker has to know of it; null where all is well. */
  readonly note: string | null;
}
