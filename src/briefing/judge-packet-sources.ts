// Chooses the stored knowledge that goes into a claim's packet: it touches the claim's files and is served to anybody.

import type { ClaimRecord } from "../claims/records/claim.ts";
import Learning, { type LearningRecord } from "../learnings/records/learning.ts";
import { standingOf } from "../learnings/standing.ts";
import { scopesOverlap } from "../policy/scope.ts";
import type { State } from "../records/state.ts";
import { researchFor } from "../research/laws.ts";
import type { ResearchRecord } from "../research/records/research.ts";
import { compareIds } from "../shared/ids.ts";

const MOST = { learnings: 20, research: 5 } as const;

/** Newest first. Lessons that are withheld, disputed or speak to their reader as a commander are left out. */
export function packetSources(
  state: State,
  claim: ClaimRecord,
  paths: readonly string[],
  now: number,
): { learnings: LearningRecord[]; research: ResearchRecord[] } {
  const learnings = state.all(Learning).filter((learning) => {
    if (learning.labels.length > 0 || !scopesOverlap(learning.paths, paths)) return false;
    const { withheld, disputed } = standingOf(state, learning, now);
    return withheld === null && !disputed;
  });
  return {
    learnings: learnings.toSorted((a, b) => compareIds(b, a)).slice(0, MOST.learnings),
    research: researchFor(state, claim).slice(0, MOST.research),
  };
}
