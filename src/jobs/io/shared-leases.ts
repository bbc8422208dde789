// Takes this clone's leases at the remote too, renews them no more often than needed, and gives them back.

import type { Journal } from "../../journal/journal.ts";
import { jobName } from "../job-name.ts";
import { binds, type Lease } from "../lease.ts";
import type { JobsConfig } from "../settings.ts";
import { type Leases, leaseLost } from "./leases.ts";
import { type KeptRemote, remoteLeases } from "./remote-leases.ts";
import type { RemoteOutcome, Unreachable } from "./remote-port.ts";

/** Of the time that a lease lasts, after which part it is renewed at the remote. */
const RENEWALS = 3;

export interface SharedLeases {
  /** Looks at what other clones hold; null where all is well or nothing is shared. */
  look(): Promise<Unreachable | null>;
  /** Takes a lease, by its object id, to the remote as well; null where leases are not shared. */
  take(job: string, token: number, to: string): Promise<RemoteOutcome | null>;
  /**
   * Not at each sign of life: nobody may take the job before the whole time of the lease has passed, so that a third of
   * it is often enough. Throws LEASE_LOST where another clone took it over. A remote that can't be reached changes nothing.
   */
  renew(session: string, job: string, token: number, to: string): Promise<void>;
  close(): void;
  /** Removes what was seen there last, where `which` says so; null stands for what is no lease. */
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
      // What came there after this token was chosen can't be replaced by it.
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
        // Judged before each push, as another call of this server may have seen meanwhile who took it over.
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
