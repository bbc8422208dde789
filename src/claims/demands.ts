// Decides which checks a claim must pass and how much assurance it needs: more than it names, never less.
import type { Envelope } from "../envelope/settings.ts";
import { LEVELS, type Level, type Risk } from "../policy/checks-and-levels.ts";
import { neededLevel, type Policy } from "../policy/policy.ts";
import { fitsAny } from "../shared/glob.ts";

/** The policy as it stood at a commit of the base branch. */
export interface BasePolicy {
  readonly commit: string;
  /** What base was found by, such as `origin/HEAD`; the current branch is one that protects nothing. */
  readonly name: string;
  readonly isProtected: boolean;
  /** sha256 of its canonical JSON. */
  readonly digest: string;
  readonly policy: Policy;
  /** What a change may write; it is no part of what the digest is of. */
  readonly envelope: Envelope | null;
}

/** Whether a change of these paths can change what the check returns; null stands for paths that nobody knows. */
export const isAffected = ({ inputs }: Policy["checks"][number], paths: readonly string[] | null): boolean =>
  inputs.length === 0 || paths === null || fitsAny(inputs, paths);

/** Ids in the policy's order: those that the claim names and all that its change can affect. */
export function decidingChecks(
  { checks }: Policy,
  named: readonly string[],
  paths: readonly string[] | null,
): string[] {
  return checks.filter((check) => named.includes(check.id) || isAffected(check, paths)).map(({ id }) => id);
}

/**
 * What the policy asks of these paths (null: of any path), and L2 at least for a claim that calls itself risky, so
 * that a claim can ask for more than the policy does and never for less.
 */
export function levelOf(policy: Policy, paths: readonly string[] | null, risk: Risk): Level {
  const asked = neededLevel(policy, paths, risk);
  const floor: Level = risk === "high" ? "L2" : "L1";
  return LEVELS.indexOf(asked) > LEVELS.indexOf(floor) ? asked : floor;
}
