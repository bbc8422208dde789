// Decides which checks a claim must pass and how much assurance it needs. A claim can only ask for more.
import type { Envelope } from "../envelope/settings.ts";
import { LEVELS, type Level, type Risk } from "../policy/checks-and-levels.ts";
import { neededLevel, type Policy } from "../policy/policy.ts";
import { fitsAny } from "../shared/glob.ts";

/** The policy as it stood at a commit of the base branch. */
export interface BasePolicy {
  readonly commit: string;
  /** How base was found, such as `origin/HEAD`; the checked-out branch is one that protects nothing. */
  readonly name: string;
  readonly isProtected: boolean;
  /** sha256 of its canonical JSON. */
  readonly digest: string;
  readonly policy: Policy;
  /** What a change may write; not covered by the digest. */
  readonly envelope: Envelope | null;
}

/** True if a change of these paths can change the check's result; null stands for unknown paths. */
export const isAffected = ({ inputs }: Policy["checks"][number], paths: readonly string[] | null): boolean =>
  inputs.length === 0 || paths === null || fitsAny(inputs, paths);

/** In the policy's order: the checks that the claim names, and all that its change can affect. */
export function decidingChecks(
  { checks }: Policy,
  named: readonly string[],
  paths: readonly string[] | null,
): string[] {
  return checks.filter((check) => named.includes(check.id) || isAffected(check, paths)).map(({ id }) => id);
}

/**
 * The level that the policy asks for these paths (null: any path), and at least L2 for a claim of high risk. A claim can
 * ask for more than the policy, and never for less.
 */
export function levelOf(policy: Policy, paths: readonly string[] | null, risk: Risk): Level {
  const asked = neededLevel(policy, paths, risk);
  const floor: Level = risk === "high" ? "L2" : "L1";
  return LEVELS.indexOf(asked) > LEVELS.indexOf(floor) ? asked : floor;
}
