// Says which criteria of a claim no check of the policy covers, so that a verdict is not read as more than it is.
import type { Criterion } from "./records/claim.ts";

const MOST_NAMED = 5;

/** Ends a line; null where a check decides each criterion. */
export function coverageGap(criteria: readonly Criterion[]): string | null {
  const open = criteria.filter(({ check }) => check === null).map(({ id }) => id);
  if (open.length === 0) return null;
  const more = open.length > MOST_NAMED ? ` and ${open.length - MOST_NAMED} more` : "";
  const named =
    open.length === criteria.length ? "any of its criteria" : open.slice(0, MOST_NAMED).join(", ") + more;
  return `no check of the policy covers ${named}: the word of a judge or a person decides`;
}
