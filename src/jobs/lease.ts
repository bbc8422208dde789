// Tells when a lease has run out, by clocks that nobody can set and never by the time of day.
import * as z from "zod";

/** The content of a job's lease. */
export const Lease = z.object({
  job: z.string().max(26),
  /** Told to whoever asks for the job, so that words of whoever can write a lease are no name. */
  session: z
    .string()
    .min(1)
    .max(200)
    .transform((name) => (/^[\w.:@-]{1,100}$/.test(name) ? name : "unknown")),
  clone: z.string().max(10),
  token: z.int().min(0).max(1_000_000_000),
  /** The run of the machine whose clock `since` and `beat` are read from; null where the system doesn't tell it. */
  boot: z.string().max(100).nullable(),
  /** Milliseconds of that machine's monotonic clock: when it was taken, and the last sign of life. */
  since: z.number(),
  beat: z.number(),
});
export type Lease = z.output<typeof Lease>;

/** A lease as it can be seen from here at this moment. */
export interface LeaseView {
  readonly session: string;
  readonly clone: string;
  readonly token: number;
  /** Without a sign of life for so long that the job may be taken over. */
  readonly expired: boolean;
}

/** What the records say about the tokens of a job. */
export interface TokenFacts {
  /** The highest that was given out; 0 before the first. */
  readonly token: number;
  /** Its holder; null where it was handed on, finished or released. */
  readonly holder: object | null;
}

/**
 * So many tokens may be left out between two owners, as servers that are killed before they record their start leave
 * theirs unused. Nobody was ever given one beyond, so that a forged number can't use up all that there are.
 */
export const MOST_SKIPPED = 1000;

export const isBeyond = (token: number, last: number): boolean => token > last + MOST_SKIPPED + 1;

/** True if this lease has the token or a later one. */
export const binds = (lease: Pick<LeaseView, "token">, token: number): boolean =>
  lease.token >= token && !isBeyond(lease.token, token);

/** Above all that were given out, whether recorded or only taken. */
export const nextToken = ({ token }: Pick<TokenFacts, "token">, lease: Pick<LeaseView, "token"> | null) =>
  (lease === null || isBeyond(lease.token + 1, token) ? token : Math.max(token, lease.token)) + 1;

/**
 * A lease counts only while the records don't contradict it: one that was finished, released or overtaken under another
 * token binds nobody, even where its ref is still there and is renewed by a server that has not heard of it yet.
 * A lease that is not ours has token 0, and is waited for.
 */
export const isVoid = (lease: Pick<LeaseView, "token">, { token, holder }: TokenFacts): boolean =>
  isBeyond(lease.token, token) ||
  (lease.token > 0 && (lease.token < token || (lease.token === token && holder === null)));

/** The monotonic clock of this machine, in milliseconds. */
export interface Clock {
  readonly boot: string | null;
  readonly now: number;
}

/** Since when an observer has seen the same lease, by its own clock. */
export interface Sighting {
  /** Object id of the lease. */
  readonly lease: string;
  readonly boot: string | null;
  readonly at: number;
}

/** A lease as it was read at this moment. */
export interface FoundLease {
  /** Null where it is none of ours. */
  readonly lease: Pick<Lease, "boot" | "beat"> | null;
  /** Object id of the lease. */
  readonly id: string;
  readonly seen: Sighting | null;
}

/**
 * A lease of this very run of this machine is compared with its clock. Any other has run out only when it has been seen
 * unchanged for the whole time: its holder's clock is none of ours. `lifeMs` is how long a lease lasts without a sign.
 */
export function hasExpired({ lease, id, seen }: FoundLease, clock: Clock, lifeMs: number): boolean {
  if (lease && clock.boot !== null && lease.boot === clock.boot && lease.beat <= clock.now)
    return clock.now - lease.beat > lifeMs;
  return isSame(seen, id, clock) && clock.now - seen.at > lifeMs;
}

/** True if an earlier sighting was of this same lease. */
export const isSame = (seen: Sighting | null, id: string, { boot, now }: Clock): seen is Sighting =>
  seen !== null && seen.lease === id && seen.boot === boot && seen.at <= now;
