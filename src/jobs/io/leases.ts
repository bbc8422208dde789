// Keeps leases as git refs, one per job, moved only by compare-and-swap, so that exactly one contender wins.

import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { frame, writeLoose } from "../../git/objects.ts";
import {
  clearTornRef,
  deleteRef,
  lockTimeout,
  readRefs,
  refLockFile,
  type SwapOutcome,
  swapRef,
} from "../../git/refs.ts";
import { removeStaleLock } from "../../git/stale-lock.ts";
import type { Journal } from "../../journal/journal.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { replaceFileNow } from "../../shared/files.ts";
import { type Clock, hasExpired, isSame, Lease, type LeaseView, type Sighting } from "../lease.ts";
import { clock } from "./clock.ts";

export const LEASE_REFS = "refs/agentops/leases/";
/** Refs that hold what the shared remote had when it was last looked at. */
export const AT_REMOTE = "refs/agentops/leases-at-remote/";
export const MAX_LEASE_BYTES = 4096;
/** Milliseconds; git rarely leaves a lock on a ref, and a longer wait would hold up a whole call. */
const LOCKED_MS = 5_000;

export interface SeenLease extends LeaseView {
  /** Object id that this clone's ref points to; null where only the remote has one. */
  readonly local: string | null;
  /** Null where the ref holds no valid lease. */
  readonly lease: Lease | null;
}

export interface RemoteLease {
  /** Object id of what the ref points to. */
  readonly id: string;
  /** Null where the ref holds no valid lease. */
  readonly lease: Lease | null;
}

export interface Leases {
  /** By job: this clone's lease, or the remote's where that has a higher token or is the only one. */
  all(lifeMs: number): Promise<Map<string, SeenLease>>;
  /** What the remote had when it was last looked at. */
  atRemote(job: string): Promise<RemoteLease | null>;
  /**
   * Moves this clone's ref from what was seen (null: none) to this lease, and returns its object id; null where somebody
   * else came first.
   */
  move(job: string, from: string | null, to: Omit<Lease, "job" | "beat" | "boot">): Promise<string | null>;
  /** Deletes it if it is still what was seen. */
  remove(job: string, from: string): Promise<boolean>;
  now(): Clock;
}

export function openLeases({ repository, reader, folder }: Journal): Leases {
  const sightings = path.join(folder, "leases");

  const read = async (job: string, blob: string): Promise<Lease | null> =>
    parse((await reader.readBounded(blob, MAX_LEASE_BYTES))?.data ?? null, job);

  async function see(
    job: string,
    local: string | null,
    there: string | null,
    lifeMs: number,
  ): Promise<SeenLease | null> {
    const readRef = async (blob: string | null) => (blob === null ? null : read(job, blob));
    const [own, other] = await Promise.all([readRef(local), readRef(there)]);
    const remote = there !== null && (local === null || (other?.token ?? 0) > (own?.token ?? 0));
    const [blob, lease] = remote ? [there, other] : [local, own];
    if (blob === null) return null;
    const now = clock();
    const expired = hasExpired({ lease, id: blob, seen: sighting(job, blob, now) }, now, lifeMs);
    const { session, clone, token } = lease ?? { session: "unknown", clone: "", token: 0 };
    return { local, lease, session, clone, token, expired };
  }

  /** Since when this clone has seen this lease; from now on where it is new. */
  function sighting(job: string, blob: string, now: Clock): Sighting {
    const file = path.join(sightings, `${job}.json`);
    const known = readSighting(file);
    if (isSame(known, blob, now)) return known;
    const fresh = { lease: blob, boot: now.boot, at: now.now };
    try {
      mkdirSync(sightings, { recursive: true });
      replaceFileNow(file, JSON.stringify(fresh));
    } catch {
      // Where nothing can be written, nobody can take a job either.
    }
    return fresh;
  }

  /** Waits for git's lock on the ref, or removes one whose owner was killed. */
  async function unlocked(job: string, attempt: () => Promise<SwapOutcome>): Promise<boolean> {
    const deadline = performance.now() + LOCKED_MS;
    for (;;) {
      const outcome = await attempt();
      if (outcome !== "locked") return outcome === "moved";
      await removeStaleLock(refLockFile(repository, LEASE_REFS + job), repository);
      if (performance.now() > deadline) throw lockTimeout();
      await sleep(20);
    }
  }

  return {
    async all(lifeMs) {
      const [here, there] = await Promise.all([
        readRefs(repository, LEASE_REFS),
        readRefs(repository, AT_REMOTE),
      ]);
      const jobs = new Set([
        ...[...here.keys()].map((ref) => ref.slice(LEASE_REFS.length)),
        ...[...there.keys()].map((ref) => ref.slice(AT_REMOTE.length)),
      ]);
      const seen = [...jobs].map(async (job) => {
        const lease = await see(
          job,
          here.get(LEASE_REFS + job) ?? null,
          there.get(AT_REMOTE + job) ?? null,
          lifeMs,
        );
        return lease === null ? [] : [[job, lease] as const];
      });
      return new Map((await Promise.all(seen)).flat());
    },
    async atRemote(job) {
      const blob = (await readRefs(repository, AT_REMOTE)).get(AT_REMOTE + job);
      return blob === undefined ? null : { id: blob, lease: await read(job, blob) };
    },
    async move(job, from, { session, clone, token, since }) {
      const { boot, now } = clock();
      const lease: Lease = { job, session, clone, token, boot, since, beat: now };
      const { id, framed } = frame(repository.objectFormat, "blob", Buffer.from(JSON.stringify(lease)));
      await writeLoose(repository.commonDir, id, framed);
      if (from === null) await clearTornRef(repository, LEASE_REFS + job);
      const moved = await unlocked(job, () => swapRef(repository, LEASE_REFS + job, from, id));
      return moved ? id : null;
    },
    remove: (job, from) => unlocked(job, () => deleteRef(repository, LEASE_REFS + job, from)),
    now: clock,
  };
}

function parse(data: Buffer | null, job: string): Lease | null {
  try {
    const lease = Lease.parse(JSON.parse(data?.toString("utf8") ?? ""));
    return lease.job === job ? lease : null;
  } catch {
    return null;
  }
}

function readSighting(file: string): Sighting | null {
  try {
    const { lease, boot, at }: Sighting = JSON.parse(readFileSync(file, "utf8"));
    return typeof lease === "string" && typeof at === "number" ? { lease, boot, at } : null;
  } catch {
    return null;
  }
}

export const leaseLost = (name: string, holder: string | null): AgentOpsError =>
  new AgentOpsError(
    "LEASE_LOST",
    holder === null ? `You no longer hold ${name}.` : `${name} is held by session ${holder} by now.`,
    "Stop working on it: what you write counts for nothing. Your commits are kept on their branch; start_job gives you another.",
  );
