// Says what an author has to know of a claim before it is stored: its risk, and criteria that one check can't tell apart.

import { RISKS, type Risk } from "../policy/checks-and-levels.ts";
import { groupBy } from "../shared/group-by.ts";
import type { Criterion } from "./records/claim.ts";

/** The job's risk is the minimum: a claim can raise it, and low is never assumed without a note. */
export function riskOf(said: Risk | undefined, least: Risk | null): { risk: Risk; note: string | null } {
  const risk = said ?? least ?? "low";
  if (least !== null && RISKS.indexOf(risk) < RISKS.indexOf(least))
    return { risk: least, note: `risk ${least}: taken from the job, as ${risk} would be less` };
  if (said !== undefined) return { risk, note: null };
  return {
    risk,
    note:
      least === null
        ? "risk low: nobody has said another"
        : `risk ${risk}: taken from the job, as the claim says none`,
  };
}

/** For criteria with the same check, only the author's word says that the check looks at each of them. */
export function sharedChecks(criteria: readonly Criterion[]): string[] {
  const byCheck = groupBy(criteria, ({ check }) => check ?? "");
  return [...byCheck].flatMap(([check, { length }]) => {
    if (check === "" || length < 2) return [];
    return [
      `${check} decides ${length} criteria and does not tell them apart, which the verdict will say; where base has no other check for one of them, only a judge can (risk high)`,
    ];
  });
}
