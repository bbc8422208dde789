// The part of the configuration that every verdict is bound to, and what it asks of a change.

import * as z from "zod";
import { canonicalJson } from "../shared/canonical-json.ts";
import { fitsAny } from "../shared/glob.ts";
import { LEVELS, type Level, POLICY_KEYS, RISKS, type Risk } from "./checks-and-levels.ts";
import type { CouncilPolicy } from "./judges-and-panels.ts";
import type { ResearchPolicy } from "./research.ts";
import { isIncluding, scopesOverlap } from "./scope.ts";

const Policy = z.object(POLICY_KEYS);
export type Policy = z.output<typeof Policy> & CouncilPolicy & { readonly research: ResearchPolicy | null };
export type PolicySetup = NonNullable<Policy["setup"]>;

/**
 * The policy's part of a configuration, keys in a fixed order and at every depth: equal policies are equal texts. A key
 * that came later stands in it only where it is set, so that a newer version knows the policies of older verdicts again.
 */
export function canonicalPolicy(policy: Policy): string {
  const { setup, checks, levels, sandbox, research, judges, panels, council } = policy;
  const later = {
    ...(research === null ? {} : { research }),
    ...(judges.length === 0 ? {} : { judges, panels, council }),
  };
  return canonicalJson({ checks, levels, sandbox, setup, ...later });
}

/** Whether a change of some file within these globs can change what the check returns. */
export const concernsScope = ({ inputs }: Policy["checks"][number], globs: readonly string[]): boolean =>
  inputs.length === 0 || scopesOverlap(inputs.filter(isIncluding), globs);

/** The highest level that any rule asks for of a claim that touches `paths` (null: any) at `risk`; L1 where none does. */
export function neededLevel({ levels }: Policy, paths: readonly string[] | null, risk: Risk): Level {
  const asked = levels
    .filter((rule) => RISKS.indexOf(rule.risk ?? "low") <= RISKS.indexOf(risk))
    .filter((rule) => paths === null || fitsAny(rule.paths, paths))
    .map(({ level }) => LEVELS.indexOf(level));
  return LEVELS[Math.max(0, ...asked)] ?? "L1";
}
