// Joins leases, worktrees and settings into what tools need of jobs, and keeps this session's leases alive.
import path from "node:path";
import type { Config } from "../config.ts";
import type { JobsWritePort } from "../context.ts";
import { jobName } from "../domain/job.ts";
import { isVoid } from "../domain/lease.ts";
import { AgentOpsError } from "../errors.ts";
import type { Repository } from "../git/repository.ts";
import type { Journal } from "../journal/journal.ts";
import { alone } from "../journal/queue.ts";
import { leaseLost, openLeases, type SeenLease } from "./leases.ts";
import { addWorktree, branchOf, removeWorktree } from "./worktrees.ts";

export interface Jobs {
  /** The port of one session. Its leases are kept alive from now on, also those that an earlier server of it took. */
  of(session: string): JobsWritePort;
  close(): void;
}

export interface JobsParts {
  readonly code: Repository;
  readonly journal: Journal;
  config(): Promise<Config>;
}

export function openJobs({ code, journal, config }: JobsParts): Jobs {
  const leases = openLeases(journal);
  const calls = new Map<string, number>();
  const callsAtStart = new Map<string, number>();
  const beating = new Set<string>();
  let timer: NodeJS.Timeout | null = null;

  const lifeMs = async () => (await config()).jobs.lease_seconds * 1000;
  const all = async () => leases.all(await lifeMs());

  async function own(session: string, job: string, token: number): Promise<SeenLease | null> {
    const lease = (await all()).get(job);
    const clone = await journal.clone();
    return lease?.session === session && lease.clone === clone && lease.token === token ? lease : null;
  }

  async function move(seen: SeenLease | null, session: string, job: string, token: number): Promise<boolean> {
    const { clone } = await journal.writer();
    const since = (seen?.token === token ? seen.lease?.since : undefined) ?? leases.now().now;
    return leases.move(job, seen?.blob ?? null, { session, clone, token, since });
  }

  async function renew(session: string, job: string, token: number): Promise<void> {
    for (;;) {
      const current = (await all()).get(job) ?? null;
      const mine = await own(session, job, token);
      if (current && !mine) throw leaseLost(jobName(job), current.session);
      if (await move(mine, session, job, token)) return;
    }
  }

  /** All leases of the sessions that this server has answered. What fails now is tried again with the next beat. */
  async function beat(): Promise<void> {
    const clone = await journal.clone();
    for (const [job, lease] of await all()) {
      if (lease.clone !== clone || !beating.has(lease.session)) continue;
      await move(lease, lease.session, job, lease.token);
    }
  }

  async function schedule(): Promise<void> {
    const { lease_seconds, heartbeat_seconds } = (await config()).jobs;
    const every = heartbeat_seconds === null ? lease_seconds / 3 : heartbeat_seconds;
    timer ??= setInterval(() => beat().catch(() => {}), every * 1000);
    timer.unref();
  }

  return {
    of(session) {
      calls.set(session, (calls.get(session) ?? 0) + 1);
      if (!beating.has(session)) {
        beating.add(session);
        schedule().catch(() => beating.delete(session));
      }
      return {
        clone: journal.clone,
        async settings() {
          const { jobs, saturation, levels, research } = await config();
          return { jobs, saturation, levels, research };
        },
        leases: all,
        async minutes(job) {
          const lease = (await all()).get(job)?.lease;
          const { boot, now } = leases.now();
          if (!lease || lease.session !== session || boot === null || lease.boot !== boot) return null;
          return Math.max(0, now - lease.since) / 60_000;
        },
        calls: (job) => (calls.get(session) ?? 0) - (callsAtStart.get(`${session} ${job}`) ?? 0),
        inTurn: (work) => alone(path.join(journal.folder, "starting"), work, busy),
        async take(job, known) {
          const seen = (await all()).get(job) ?? null;
          const own = seen?.session === session && seen.clone === (await journal.clone());
          if (seen && !seen.expired && !own && !isVoid(seen, known)) return null;
          const token = Math.max(known.token, seen?.token ?? 0) + 1;
          if (!(await move(seen, session, job, token))) return null;
          callsAtStart.set(`${session} ${job}`, calls.get(session) ?? 0);
          return { token, note: null };
        },
        renew: (job, token) => renew(session, job, token),
        async drop(job, token) {
          const mine = await own(session, job, token);
          if (mine) await leases.remove(job, mine.blob);
        },
        async revoke(job, token) {
          // Again where its holder renewed it meanwhile; by then the records have told the holder.
          for (let seen = (await all()).get(job); seen && seen.token < token; seen = (await all()).get(job))
            if (await leases.remove(job, seen.blob)) return;
        },
        addWorktree: (job, title) =>
          addWorktree(code, code.worktree ?? code.commonDir, branchOf(jobName(job), title)),
        removeWorktree: (branch) => removeWorktree(code, code.worktree, branch),
      };
    },
    close() {
      if (timer) clearInterval(timer);
    },
  };
}

const busy = (): AgentOpsError =>
  new AgentOpsError(
    "REPO_BUSY",
    "Other sessions were still starting jobs after 15 seconds.",
    "Call again in a moment.",
  );
