// Where a learning stands at one instant: strength, assurance, disputes, successors. Pure over the state, so equal on every clone.
import { compareIds } from "./ids.ts";
import type { ClaimRecord, LearningRecord } from "./record.ts";
import type { Citation, State } from "./state.ts";
import { twinKey } from "./state.ts";
import { isHelpful, strength, usefulness, type Vote } from "./strength.ts";
import { hasPassed } from "./verdict-laws.ts";

/**
 * `claimed`: its author's word. `evidenced`: it cites something. `confirmed`: another session found it true, or passed a claim with it.
 * `reviewed`: it was merged into a base branch that nothing reaches without approval.
 */
export const ASSURANCE = ["claimed", "evidenced", "confirmed", "reviewed"] as const;
export type Assurance = (typeof ASSURANCE)[number];

export interface Standing {
  /** Usefulness x retention, 0 to 1. */
  readonly strength: number;
  readonly assurance: Assurance;
  /** The assurance as people read it: with the reason where a merge does not count as a review. */
  readonly assuranceWords: string;
  /** True once a session other than the author's has found it helpful. */
  readonly proven: boolean;
  /** Served last and with a warning. */
  readonly disputed: boolean;
  /** Why it is not served at all; null when it is. */
  readonly withheld: string | null;
  readonly supersededBy: string | null;
  /** The counted word of each session, oldest first. */
  readonly counted: readonly Citation[];
}

/** How many learnings one session can vote on; the first ones count. Stops one session from inflating everything. */
export const CITATIONS_PER_SESSION = 20;
/** Below this usefulness a learning counts as disputed, whatever was said of it. */
const DISPUTED_USEFULNESS = 0.4;
/** One session disputes, two others confirm. */
const SESSIONS_TO_WITHHOLD = 3;

/** Standing of a stored learning at `now` (milliseconds since 1970). */
export function standingOf(state: State, learning: LearningRecord, now: number): Standing {
  const counted = countedCitations(state, learning);
  const votes = counted.flatMap(toVote);
  const assurance = assuranceOf(state, learning);
  const supersededBy = successorOf(state, learning);
  const review = state.reviews.get(learning.id);
  const reviewed = review === "reviewed";
  return {
    strength: strength(votes, Date.parse(learning.at), now, reviewed),
    assurance,
    assuranceWords: review === "unprotected" ? `${assurance}; merged, but base is unprotected` : assurance,
    proven: votes.some(({ outcome }) => isHelpful(outcome)),
    disputed: objectionsIn(counted).length > 0 || usefulness(votes, now, reviewed) < DISPUTED_USEFULNESS,
    withheld: foundWrong(counted) ?? retiredBy(state, learning) ?? replacedBy(state, learning, supersededBy),
    supersededBy,
    counted,
  };
}

function retiredBy(state: State, { id }: LearningRecord): string | null {
  const commit = state.retired.get(id);
  return commit === undefined ? null : `removed on the base branch in ${commit.slice(0, 12)}`;
}

/**
 * Each session's latest word on this learning, without the author's own, without `wrong` that gives no note or
 * evidence, and without what lies beyond the session's cap.
 */
export function countedCitations(state: State, learning: LearningRecord): Citation[] {
  const latest = new Map<string, Citation>();
  for (const citation of (state.citations.get(learning.id) ?? []).toSorted(byAge)) {
    const { session } = citation.record;
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
  const all = state.citationsBySession.get(session) ?? [];
  if (all.length <= CITATIONS_PER_SESSION) return false;
  const cited = new Set<string>();
  for (const citation of all.toSorted(byAge)) {
    cited.add(citation.id);
    if (citation.id === id) return false;
    if (cited.size >= CITATIONS_PER_SESSION) return true;
  }
  return true;
}

function assuranceOf(state: State, learning: LearningRecord): Assurance {
  if (state.reviews.get(learning.id) === "reviewed") return "reviewed";
  if (
    countedCitations(state, learning).some(
      ({ outcome }) => outcome === "applied" || outcome === "still_true",
    ) ||
    helpedToPass(state, learning)
  )
    return "confirmed";
  return learning.evidence.length > 0 ? "evidenced" : "claimed";
}

/** Another session named it as evidence of a claim that has passed; the cap is that of citations. */
function helpedToPass(state: State, { id, session }: LearningRecord): boolean {
  return (state.claimsCiting.get(id) ?? []).some(
    (claim) => claim.session !== session && isWithinCap(state, claim, id) && hasPassed(state, claim),
  );
}

function isWithinCap(state: State, { session }: ClaimRecord, id: string): boolean {
  const claims = [...state.claims.values()].filter((claim) => claim.session === session).toSorted(compareIds);
  const named = claims.flatMap(({ statement }) => statement.predicate.evidence);
  const records = new Set(named.flatMap(({ name, uri }) => (name === "record" ? [uri] : [])));
  return [...records].slice(0, CITATIONS_PER_SESSION).includes(id);
}

/** The oldest successor whose assurance is at least this learning's and that is not itself found wrong. */
function successorOf(state: State, learning: LearningRecord): string | null {
  const rank = ASSURANCE.indexOf(assuranceOf(state, learning));
  for (const id of state.successors.get(learning.id) ?? []) {
    const successor = state.learnings.get(id);
    // A successor is younger by law; this also makes a circle impossible.
    if (!successor || successor.id <= learning.id) continue;
    if (ASSURANCE.indexOf(assuranceOf(state, successor)) < rank) continue;
    if (foundWrong(countedCitations(state, successor)) !== null) continue;
    return id;
  }
  return null;
}

const objectionsIn = (counted: readonly Citation[]): Citation[] =>
  counted.filter(({ outcome }) => outcome === "wrong");

/** Who confirmed that a learning is wrong; null while nobody has, or only disputes it. */
function foundWrong(counted: readonly Citation[]): string | null {
  const objections = objectionsIn(counted);
  if (objections.some(({ record }) => record.role === "supervisor")) return "found wrong by a supervisor";
  return objections.length >= SESSIONS_TO_WITHHOLD ? `found wrong by ${objections.length} sessions` : null;
}

function replacedBy(state: State, learning: LearningRecord, supersededBy: string | null): string | null {
  if (supersededBy) return `superseded by ${supersededBy}`;
  const [oldest] = state.twins.get(twinKey(learning)) ?? [];
  return oldest !== undefined && oldest !== learning.id ? `says the same as ${oldest}` : null;
}

function toVote({ record, outcome }: Citation): Vote[] {
  return outcome === "ignored" ? [] : [{ at: Date.parse(record.at), outcome }];
}

function byAge(a: Citation, b: Citation): number {
  return a.record.id < b.record.id ? -1 : a.record.id > b.record.id ? 1 : 0;
}
