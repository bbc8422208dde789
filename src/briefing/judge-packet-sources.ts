// Chooses the stored knowledge for a claim's packet: what touches the claim's files and is served to anybody.

import type { ClaimRecord } from "../claims/records/claim.ts";
import { isFitForAll, type OwnClones } from "../learnings/backing.ts";
import Learning, { type LearningRecord } from "../learnings/records/learning.ts";
import { standingOf } from "../learnings/standing.ts";
import { scopesOverlap } from "../policy/scope.ts";
import type { State } from "../records/state.ts";
import { researchFor } from "../research/laws.ts";
import type { ResearchRecord } from "../research/records/research.ts";
import { compareIds } from "../shared/ids.ts";

const MOST = { learnings: 20, research: 5 } as const;

/** Newest first. A judge is given lessons unasked, so only those that may be put before any model. */
export function packetSources(
  state: State,
  claim: ClaimRecord,
  paths: readonly string[],
  { now, own }: { readonly now: number; readonly own: OwnClones },
): { learnings: LearningRecord[]; research: ResearchRecord[] } {
  const learnings = state
    .all(Learning)
    .filter(
      (learning) =>
        scopesOverlap(learning.paths, paths) &&
        isFitForAll(state, learning, standingOf(state, learning, now), own),
    );
  return {
    learnings: learnings.toSorted((a, b) => compareIds(b, a)).slice(0, MOST.learnings),
    research: researchFor(state, claim).slice(0, MOST.research),
  };
}
