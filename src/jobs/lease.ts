// Tells when a lease has expired, by clocks that nobody can set and never by the time of day.
import * as z from "zod";

/** The content of a job's lease. */
export const Lease = z.object({
  job: z.string().max(26),
  /** Shown to whoever asks for the job, so only the characters of a name are allowed, whoever wrote the lease. */
  session: z
    .string()
    .min(1)
    .max(200)
    .transform((name) => (/^[\w.:@-]{1,100}$/.test(name) ? name : "unknown")),
  clone: z.string().max(10),
  token: z.int().min(0).max(1_000_000_000),
  /** The boot of the machine whose clock `since` and `beat` come from; null where the system does not tell it. */
  boot: z.string().max(100).nullable(),
  /** Milliseconds of that machine's monotonic clock: when it was taken, and the last sign of life. */
  since: z.number(),
  beat: z.number(),
});
export type Lease = z.output<typeof Lease>;

/** A lease as this clone sees it at this moment. */
export interface LeaseView {
  readonly session: string;
  readonly clone: string;
  readonly token: number;
  /** True after so long without a sign of life that the job may be taken over. */
  readonly expired: boolean;
}

/** What the records say about the tokens of a job. */
export interface TokenFacts {
  /** The highest token given out; 0 before the first. */
  readonly token: number;
  /** Its holder; null where the job was handed on, finished or released. */
  readonly holder: object | null;
}

/**
 * Tokens that may be skipped between two owners, as a server that is killed before it records its start leaves its token
 * unused. Nobody is ever given a token beyond that, so a forged number can't use them all up.
 */
export const MOST_SKIPPED = 1000;

export const isBeyond = (token: number, last: number): boolean => token > last + MOST_SKIPPED + 1;

/** True if this lease has the token or a later one. */
export const binds = (lease: Pick<LeaseView, "token">, token: number): boolean =>
  lease.token >= token && !isBeyond(lease.token, token);

/** Above all tokens given out, whether they are recorded or only taken. */
export const nextToken = ({ token }: Pick<TokenFacts, "token">, lease: Pick<LeaseView, "token"> | null) =>
  (lease === null || isBeyond(lease.token + 1, token) ? token : Math.max(token, lease.token)) + 1;

/**
 * A lease does not count against the records: one that was finished, released or overtaken under another token binds
 * nobody, even while a server that does not know it yet goes on renewing it. An invalid lease has token 0 and has to
 * expire.
 */
export const isVoid = (lease: Pick<LeaseView, "token">, { token, holder }: TokenFacts): boolean =>
  isBeyond(lease.token, token) ||
  (lease.token > 0 && (lease.token < token || (lease.token === token && holder === null)));

/** The monotonic clock of this machine, in milliseconds. */
export interface Clock {
  readonly boot: string | null;
  readonly now: number;
}

/** Since when an observer has seen the same lease, by the observer's own clock. */
export interface Sighting {
  /** Object id of the lease. */
  readonly lease: string;
  readonly boot: string | null;
  readonly at: number;
}

/** A lease as it was read at this moment. */
export interface FoundLease {
  /** Null where it is invalid. */
  readonly lease: Pick<Lease, "boot" | "beat"> | null;
  /** Object id of the lease. */
  readonly id: string;
  readonly seen: Sighting | null;
}

/**
 * A lease taken in this boot of this machine is compared with its clock. Any other has expired only once it was seen
 * unchanged for its whole lifetime, as its holder's clock can't be compared. `lifeMs` is how long a lease lasts without a
 * sign.
 */
export function hasExpired({ lease, id, seen }: FoundLease, clock: Clock, lifeMs: number): boolean {
  if (lease && clock.boot !== null && lease.boot === clock.boot && lease.beat <= clock.now)
    return clock.now - lease.beat > lifeMs;
  return isSame(seen, id, clock) && clock.now - seen.at > lifeMs;
}

/** True if an earlier sighting was of this same lease. */
export const isSame = (seen: Sighting | null, id: string, { boot, now }: Clock): seen is Sighting =>
  seen !== null && seen.lease === id && seen.boot === boot && seen.at <= now;
