// Takes this clone's leases at the remote too, renews them there no more often than needed, and gives them back.

import type { Journal } from "../../journal/journal.ts";
import { jobName } from "../job-name.ts";
import { binds, type Lease } from "../lease.ts";
import type { JobsConfig } from "../settings.ts";
import { type Leases, leaseLost } from "./leases.ts";
import { type KeptRemote, remoteLeases } from "./remote-leases.ts";
import type { RemoteOutcome, Unreachable } from "./remote-port.ts";

/** A lease is renewed at the remote after this fraction (1/n) of its lifetime. */
const RENEWALS = 3;

export interface SharedLeases {
  /** Looks at other clones' leases; null where all is well or nothing is shared. */
  look(): Promise<Unreachable | null>;
  /** Takes a lease (by object id) at the remote too; null where leases are not shared. */
  take(job: string, token: number, to: string): Promise<RemoteOutcome | null>;
  /**
   * Renews at the remote, but not with each beat: nobody may take the job before the lease's whole lifetime has passed, so
   * every third of it is enough. Throws LEASE_LOST where another clone took over. A remote that can't be reached changes
   * nothing.
   */
  renew(session: string, job: string, token: number, to: string): Promise<void>;
  close(): void;
  /** Removes what was last seen there if `which` accepts it; null stands for an invalid lease. */
  drop(job: string, which: (lease: Lease | null) => boolean): Promise<void>;
}

export function shareLeases(
  journal: Journal,
  leases: Leases,
  config: () => Promise<JobsConfig>,
): SharedLeases {
  const memory: KeptRemote = { outage: { until: 0, problem: "" }, link: null };
  const remote = async () => remoteLeases(journal, await config(), memory);

  return {
    look: async () => (await (await remote())?.look()) ?? null,
    close: () => memory.link?.close(),
    async take(job, token, to) {
      const there = await leases.atRemote(job);
      // A lease that came there after this token was chosen can't be replaced by it.
      if (there?.lease && binds(there.lease, token)) return { outcome: "changed" };
      return (await (await remote())?.move(job, there?.id ?? null, to)) ?? null;
    },
    async renew(session, job, token, to) {
      const there = await remote();
      if (there === null) return;
      const isOurs = (lease: Lease | null) => lease?.session === session && lease.token === token;
      const everyMs = ((await config()).jobs.lease_seconds * 1000) / RENEWALS;
      const { boot, now } = leases.now();
      for (let attempt = 0; attempt < RENEWALS; attempt += 1) {
        // Checked before each push, as another call of this server may have seen in between that somebody took over.
        const seen = await leases.atRemote(job);
        const last = seen?.lease ?? null;
        if (last && !isOurs(last) && binds(last, token)) throw leaseLost(jobName(job), last.session);
        if (isOurs(last) && last?.boot === boot && now - last.beat < everyMs) return;
        const answer = await there.move(job, seen?.id ?? null, to);
        if (!("outcome" in answer) || answer.outcome === "moved") return;
      }
    },
    async drop(job, which) {
      const last = await leases.atRemote(job);
      if (last && which(last.lease)) await (await remote())?.move(job, last.id, null);
    },
  };
}
