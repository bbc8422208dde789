// Keeps the bounds that base sets in a small file, which a hook reads in a moment.

import { readFileSync } from "node:fs";
import path from "node:path";
import type { Envelope } from "../../envelope/settings.ts";
import { baseStamp, type Place } from "../../git/place.ts";
import { makeFoldersNow, replaceFileNow } from "../../shared/files.ts";
import { sha256 } from "../../shared/sha256.ts";

export interface HookPolicy {
  readonly key: string;
  /** When it was read from base, in milliseconds since 1970. */
  readonly at: number;
  /** How base was found, such as `origin/HEAD`. */
  readonly base: string;
  /** True if the checked-out branch stands in for base. */
  readonly byHead: boolean;
  readonly envelope: Envelope | null;
  /** Why the configuration on base can't be read, so that nobody knows what is allowed; null where it can. */
  readonly problem: string | null;
}

/**
 * Some changes, such as in the user's own git configuration, do not change the key, so they take effect after this time.
 */
const LONGEST_AGE_MS = 3_600_000;

const fileOf = ({ folder, worktree }: Place): string =>
  path.join(folder, "cache", `policy-${sha256(worktree).slice(0, 16)}.json`);

/** Null where base has to be read again. */
export function readPolicy(place: Place, now: number): HookPolicy | null {
  const policy = lastPolicy(place);
  const fresh = policy !== null && Math.abs(now - policy.at) <= LONGEST_AGE_MS;
  return fresh && policy.key === baseStamp(place, policy.byHead) ? policy : null;
}

/** What base said when it was last read; null where that is unknown. */
export function lastPolicy(place: Place): HookPolicy | null {
  try {
    return JSON.parse(readFileSync(fileOf(place), "utf8"));
  } catch {
    return null;
  }
}

/** Keeps it for the next hook. */
export function keepPolicy(place: Place, policy: HookPolicy): void {
  const file = fileOf(place);
  try {
    makeFoldersNow(place.folder, path.dirname(file));
    replaceFileNow(file, JSON.stringify(policy));
  } catch {
    // On a full or read-only disk each hook reads base again.
  }
}

/** True if calls that the envelope does not allow are stopped. */
export const isEnforced = ({ envelope, problem }: HookPolicy): boolean =>
  problem !== null || (envelope !== null && envelope.enforce === "deny");
