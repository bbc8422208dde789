// Decides whose word on a learning counts, how often, and what it takes to find one wrong. It reads records alone.

import Claim, { type ClaimRecord, claimsByEvidence } from "../claims/records/claim.ts";
import { hasPassed, wordsOn } from "../claims/standing.ts";
import { recordsOf, type State } from "../records/state.ts";
import { compareIds } from "../shared/ids.ts";
import { type Citation, citationsByLearning, citationsBySession } from "./records/citation.ts";
import type { LearningRecord } from "./records/learning.ts";

/** How many learnings one session can vote on; the first ones count. Stops one session from inflating everything. */
export const CITATIONS_PER_SESSION = 20;
/** One session disputes, two others confirm. */
const SESSIONS_TO_WITHHOLD = 3;

/**
 * Each session's latest word on this learning, without the author's own, without `wrong` that gives no note or
 * evidence, and without what lies beyond the session's cap. With `before`, as it stood at the record of that id.
 */
export function countedCitations(state: State, learning: LearningRecord, before?: string): Citation[] {
  const words = state.by(citationsByLearning, learning.id);
  if (words.length === 0) return [];
  const latest = new Map<string, Citation>();
  for (const citation of words.toSorted(byAge)) {
    const { session, id } = citation.record;
    if (before !== undefined && id >= before) break;
    if (session === learning.session || !isGrounded(citation) || isBeyondCap(state, session, learning.id))
      continue;
    latest.set(session, citation);
  }
  return [...latest.values()].toSorted(byAge);
}

/** A dispute has to say what is wrong and show it. */
export function isGrounded({
  outcome,
  note,
  evidence,
}: Pick<Citation, "outcome" | "note" | "evidence">): boolean {
  return outcome !== "wrong" || (note !== null && note.trim() !== "" && evidence.length > 0);
}

function isBeyondCap(state: State, session: string, id: string): boolean {
  const all = state.by(citationsBySession, session);
  if (all.length <= CITATIONS_PER_SESSION) return false;
  const cited = new Set<string>();
  for (const citation of all.toSorted(byAge)) {
    cited.add(citation.id);
    if (citation.id === id) return false;
    if (cited.size >= CITATIONS_PER_SESSION) return true;
  }
  return true;
}

/** Another session named it as evidence of a claim that has passed; the cap is that of citations. */
export function helpedToPass(state: State, { id, session }: LearningRecord): boolean {
  return state
    .by(claimsByEvidence, id)
    .some(
      (claim) =>
        claim.session !== session && isWithinCap(state, claim, id) && hasPassed(claim, wordsOn(state, claim)),
    );
}

function isWithinCap(state: State, { session }: ClaimRecord, id: string): boolean {
  const claims = recordsOf(state, session, Claim).toSorted(compareIds);
  const named = claims.flatMap(({ statement }) => statement.predicate.evidence);
  const records = new Set(named.flatMap(({ name, uri }) => (name === "record" ? [uri] : [])));
  return [...records].slice(0, CITATIONS_PER_SESSION).includes(id);
}

export const objectionsIn = (counted: readonly Citation[]): Citation[] =>
  counted.filter(({ outcome }) => outcome === "wrong");

/** Who confirmed that a learning is wrong; null while nobody has, or only disputes it. */
export function foundWrong(counted: readonly Citation[]): string | null {
  const objections = objectionsIn(counted);
  if (objections.some(({ record }) => record.role === "supervisor")) return "found wrong by a supervisor";
  return objections.length >= SESSIONS_TO_WITHHOLD ? `found wrong by ${objections.length} sessions` : null;
}

function byAge(a: Citation, b: Citation): number {
  return compareIds(a.record, b.record);
}
