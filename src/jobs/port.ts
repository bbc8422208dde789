// Defines leases and working trees of jobs as handlers see them.
import type { Policy } from "../policy/policy.ts";
import type { LeaseView, TokenFacts } from "./lease.ts";
import type { JobSettings } from "./settings.ts";

/** What is known here of the jobs' leases, and what bounds them. */
export interface JobsPort {
  /** This clone; null while it has written nothing. */
  clone(): Promise<string | null>;
  /** As they stand at the base commit. Throws CONFIG_INVALID. */
  settings(): Promise<JobSettings & Pick<Policy, "levels" | "research">>;
  /** By job. */
  leases(): Promise<ReadonlyMap<string, LeaseView>>;
  /** Minutes since this session took the job, by the clock of this machine; null where it can't be told. */
  minutes(job: string): Promise<number | null>;
  /** Calls of this session that this server has answered since it took the job. */
  calls(job: string): number;
}

export interface JobsWritePort extends JobsPort {
  /** One starter at a time in this clone, so that two can't take what overlaps. Throws REPO_BUSY. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Takes the lease where nobody holds it, it has run out or the records have made it void, with a token above all
   * that were given out; null where somebody holds it. The note says what is not as it should be, such as a remote
   * that can't be reached.
   */
  take(
    job: string,
    known: TokenFacts,
  ): Promise<{ readonly token: number; readonly note: string | null } | null>;
  /**
   * Looks at the leases of other clones at the remote, where clones share them. The note says why they can't be seen;
   * null where all is well, or nothing is shared.
   */
  look(): Promise<string | null>;
  /** A sign of life. Throws LEASE_LOST where the lease is another's. */
  renew(job: string, token: number): Promise<void>;
  /** Gives the lease back; nothing where it is another's by now. */
  drop(job: string, token: number): Promise<void>;
  /** Removes the lease of whoever has it with a token below `token`. */
  revoke(job: string, token: number): Promise<void>;
  /**
   * A working tree of its own on a branch of its own, or the one that is there already. Throws JOB_REFUSED where the
   * folder or the branch is taken, NOT_FOUND where there is no branch `from` for it to begin at, DISK_FULL.
   */
  addWorktree(job: string, title: string, from?: string): Promise<JobWorktree>;
  /** Removes it unless it holds work that no commit holds; says what became of it. */
  removeWorktree(branch: string): Promise<string>;
}

export interface JobWorktree {
  readonly folder: string;
  readonly branch: string;
  /** What its worker has to know of it; null where all is as it should be. */
  readonly note: string | null;
}
