// Says who had to judge a claim under the policy of its verdict, so that a reader can hold the verdict against it.

import { type CouncilPolicy, type Floor, type Judge, panelFor } from "../../policy/judges-and-panels.ts";
import type { State } from "../../records/state.ts";
import type { ClaimRecord } from "../records/claim.ts";
import { opinionsByClaim } from "../records/opinion.ts";
import type { VerdictRecord } from "../records/verdict.ts";
import { isBy } from "./laws.ts";
import { barredBy } from "./rule.ts";

export interface RequiredPanel {
  /** All judges of the policy. */
  readonly judges: readonly Judge[];
  /** Ids of the judges that must be heard; empty where none must. */
  readonly panel: readonly string[];
  readonly quorum: number;
  readonly floor: Floor | null;
}

/**
 * Computed from the paths that the claim names. Git may know of more, which only adds judges; an honest verdict asked about
 * these paths too, so it has no fewer judges than this.
 */
export function requiredPanelOf(policy: CouncilPolicy, claim: ClaimRecord): RequiredPanel {
  const { change, risk, level } = claim.statement.predicate;
  const panel = panelFor(policy, change.paths, risk, level !== "L1");
  return {
    judges: policy.judges,
    panel: (panel?.judges ?? []).map(({ id }) => id),
    quorum: panel?.quorum ?? 1,
    floor: policy.council.floor,
  };
}

/** Why a verdict was not judged as its policy asks; null when it was, or when no judge was required. */
export function objectionToPanel(
  state: State,
  verdict: VerdictRecord,
  required: RequiredPanel,
): string | null {
  const { council, verificationResult } = verdict.statement.predicate;
  if (council === undefined)
    return verificationResult === "PASSED" && required.panel.length > 0
      ? "its policy names judges for it, and none of them was asked"
      : null;
  if (council.quorum < required.quorum)
    return `its quorum is ${council.quorum}, and its policy asks for ${required.quorum}`;
  const unheard = required.panel.find((id) => council.judges.every((judge) => judge.id !== id));
  if (unheard !== undefined) return `${unheard} sits on its panel and was not asked`;
  const opinions = state.by(opinionsByClaim, verdict.claim);
  for (const { id, opinion, barred, record } of council.judges) {
    const said = opinions.find((each) => each.id === opinion.id);
    const sits = said !== undefined && required.judges.some((judge) => isBy(said, judge));
    const counts = sits && barredBy(required.floor, record) === null;
    if (barred === null && !counts) return `it counts ${id}, who does not count under its policy`;
    if (barred !== null && counts && required.panel.includes(id))
      return `it leaves out the word of ${id}, who counts under its policy`;
  }
  return null;
}
