// Joins leases, worktrees and settings into the port for jobs, and keeps this session's leases alive.

import path from "node:path";
import type { Repository } from "../../git/repository.ts";
import type { Journal } from "../../journal/journal.ts";
import { alone } from "../../journal/queue.ts";
import type { State } from "../../records/state.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { jobName } from "../job-name.ts";
import { binds, isVoid, type LeaseView, nextToken, type TokenFacts } from "../lease.ts";
import type { JobsWritePort } from "../port.ts";
import type { JobsConfig } from "../settings.ts";
import { jobsOf } from "../standing.ts";
import { leaseLost, openLeases, type SeenLease } from "./leases.ts";
import { shareLeases } from "./shared-leases.ts";
import { type IsStored, removeWorktree } from "./worktree-removal.ts";
import { addWorktree, branchOf } from "./worktrees.ts";

export interface Jobs {
  /** The port of one session. From now on its leases are kept alive, also those that an earlier server of it took. */
  of(session: string, calls: () => number): JobsWritePort;
  close(): void;
}

export interface JobsParts {
  readonly code: Repository;
  readonly journal: Journal;
  config(): Promise<JobsConfig>;
  state(): Promise<State>;
  readonly isStored: IsStored;
}

/** Seconds until a configuration that can't be read is tried again. */
const RETRY_SECONDS = 10;
const MOST_TRIES = 5;

export function openJobs({ code, journal, config, state, isStored }: JobsParts): Jobs {
  const leases = openLeases(journal);
  const callsAtStart = new Map<string, number>();
  const beating = new Set<string>();
  /** By job: the renewal under way. */
  const renewals = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  const lifeMs = async () => (await config()).jobs.lease_seconds * 1000;
  const all = async () => leases.all(await lifeMs());
  const shared = shareLeases(journal, leases, config);

  /** A session of the same name in another clone is another one. */
  async function isOf(lease: LeaseView | undefined, session: string, token: number): Promise<boolean> {
    return lease?.session === session && lease.token === token && lease.clone === (await journal.clone());
  }

  /** The object id of the lease that this clone has now; null where somebody else came first. */
  async function move(
    seen: SeenLease | null,
    session: string,
    job: string,
    token: number,
  ): Promise<string | null> {
    const { clone } = await journal.writer();
    const since = (seen?.token === token ? seen.lease?.since : undefined) ?? leases.now().now;
    return leases.move(job, seen?.local ?? null, { session, clone, token, since });
  }

  /** One renewal at a time per job, as two at once would only make each other fail. */
  async function renew(session: string, job: string, token: number): Promise<void> {
    const before = renewals.get(job) ?? Promise.resolve();
    const turn = before.catch(() => {}).then(() => renewNow(session, job, token));
    renewals.set(job, turn);
    try {
      await turn;
    } finally {
      if (renewals.get(job) === turn) renewals.delete(job);
    }
  }

  async function renewNow(session: string, job: string, token: number): Promise<void> {
    for (let looked = false; ; ) {
      const seen = (await all()).get(job);
      // After a silence as long as the lease lasts, such as a sleep, another clone may have taken the job.
      if (seen?.expired && !looked) {
        looked = true;
        await shared.look();
        continue;
      }
      // The records decide whose job it is; an invalid lease, or one with an earlier token, says nothing against them.
      if (seen && binds(seen, token) && !(await isOf(seen, session, token)))
        throw leaseLost(jobName(job), seen.session);
      const moved = await move(seen ?? null, session, job, token);
      if (moved === null) continue;
      await shared.renew(session, job, token, moved);
      return;
    }
  }

  /**
   * Null where the job is somebody else's. Tries again where the lease has changed in between, as a late beat of the
   * session that finished the job may still renew a lease that binds nobody.
   */
  async function takeHere(session: string, job: string, known: TokenFacts) {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const seen = (await all()).get(job) ?? null;
      const own = seen?.session === session && seen.clone === (await journal.clone());
      if (seen && !seen.expired && !own && !isVoid(seen, known)) return null;
      const token = nextToken(known, seen);
      const moved = await move(seen, session, job, token);
      if (moved !== null) return { token, moved };
    }
    return null;
  }

  /**
   * Renews all jobs that the sessions of this server hold by the records. A lease whose start was never recorded, because
   * its server was killed, has to expire. A failure is tried again with the next beat.
   */
  async function beat(): Promise<void> {
    const [clone, known, seen] = await Promise.all([journal.clone(), state(), all()]);
    for (const session of beating)
      for (const { job, token } of jobsOf(known, { session, clone })) {
        const lease = seen.get(job.id);
        if (!lease || renewals.has(job.id) || !(await isOf(lease, session, token))) continue;
        await renew(session, job.id, token).catch(() => {});
      }
  }

  /** One beat after the other, in the interval that base asks for at that moment. */
  async function keepBeating(): Promise<void> {
    const seconds = await config().then(
      ({ jobs }) => jobs.heartbeat_seconds ?? jobs.lease_seconds / 3,
      () => RETRY_SECONDS,
    );
    if (closed) return;
    timer = setTimeout(() => {
      beat().then(keepBeating, keepBeating);
    }, seconds * 1000).unref();
  }

  return {
    of(session, calls) {
      if (beating.size === 0) void keepBeating();
      beating.add(session);
      return {
        clone: journal.clone,
        async settings() {
          const { coordination, jobs, saturation, escalation, levels, research } = await config();
          return { coordination, jobs, saturation, escalation, levels, research };
        },
        leases: all,
        async minutes(job) {
          const lease = (await all()).get(job)?.lease;
          const { boot, now } = leases.now();
          if (!lease || lease.session !== session || boot === null || lease.boot !== boot) return null;
          return Math.max(0, now - lease.since) / 60_000;
        },
        calls: (job) => calls() - (callsAtStart.get(`${session} ${job}`) ?? 0),
        inTurn: (work) => alone(path.join(journal.folder, "starting"), work, busy),
        async take(job, known) {
          const taken = await takeHere(session, job, known);
          if (taken === null) return null;
          const { token, moved } = taken;
          const there = await shared.take(job, token, moved);
          if (there && "outcome" in there && there.outcome === "changed") {
            await leases.remove(job, moved);
            return null;
          }
          const unreachable = there && "problem" in there ? there : null;
          if (unreachable?.stops) {
            await leases.remove(job, moved);
            throw away(unreachable.problem);
          }
          callsAtStart.set(`${session} ${job}`, calls());
          return { token, note: unreachable && unsent(unreachable.problem) };
        },
        async look() {
          const unreachable = await shared.look();
          if (unreachable === null) return null;
          const { problem, stops } = unreachable;
          return stops ? `no job begins: ${problem}` : unseen(problem);
        },
        renew: (job, token) => renew(session, job, token),
        async drop(job, token) {
          const seen = (await all()).get(job);
          if (seen?.local == null || !(await isOf(seen, session, token))) return;
          await leases.remove(job, seen.local);
          await shared.drop(job, (lease) => lease?.session === session && lease.token === token);
        },
        async revoke(job, token) {
          // Repeated where its holder renewed it in between; by then the records have told the holder.
          for (let seen = (await all()).get(job); seen && !binds(seen, token); seen = (await all()).get(job))
            if (seen.local === null || (await leases.remove(job, seen.local))) break;
          await shared.drop(job, (lease) => lease === null || !binds(lease, token));
        },
        addWorktree: (job, title, from) =>
          addWorktree(code, code.worktree ?? code.commonDir, branchOf(jobName(job), title), from ?? null),
        removeWorktree: (branch) => removeWorktree(code, code.worktree, branch, isStored),
      };
    },
    close() {
      closed = true;
      if (timer) clearTimeout(timer);
      shared.close();
    },
  };
}

const unseen = (problem: string): string =>
  `leases of other clones can't be seen: ${problem}; two clones could work on one job`;

const unsent = (problem: string): string =>
  `other clones can't see this lease: ${problem}; two clones could work on one job`;

const away = (problem: string): AgentOpsError =>
  new AgentOpsError(
    "COORDINATION_AWAY",
    `No job begins here now: ${problem}.`,
    "Jobs that are in work go on. Call again when it answers; a person can set `coordination: git` on base.",
  );

const busy = (): AgentOpsError =>
  new AgentOpsError(
    "REPO_BUSY",
    "Other sessions were still starting jobs after 15 seconds.",
    "Call again in a moment.",
  );
