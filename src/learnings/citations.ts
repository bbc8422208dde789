// Decides whose citations of a learning count, how often, and when it is found wrong. It reads only records.

import Claim, { type ClaimRecord, claimsByEvidence } from "../claims/records/claim.ts";
import { hasPassed, wordsOn } from "../claims/standing.ts";
import { journalOf } from "../records/authority.ts";
import { recordsOf, type State } from "../records/state.ts";
import { compareIds } from "../shared/ids.ts";
import { type Citation, citationsByLearning, citationsBySession } from "./records/citation.ts";
import type { LearningRecord } from "./records/learning.ts";

/** How many learnings one session can vote on, the first ones; so no session can inflate everything. */
export const CITATIONS_PER_SESSION = 20;
/** One session disputes and two others confirm. */
const SESSIONS_TO_WITHHOLD = 3;
/** All sessions of one journal together weigh no more, as whoever writes it can invent any number of them. */
const MOST_OF_A_JOURNAL = 1.5;
/** Tolerance for sums of thirds and sevenths, which are not exact in binary. */
const ROUNDING = 1e-9;

/**
 * Each session's latest citation of this learning, without the author's own, without `wrong` lacking note or evidence, and
 * without those beyond the session's cap. With `before`, as it stood at the record of that id. A session belongs to one
 * journal, so nobody speaks for it in another.
 */
export function countedCitations(state: State, learning: LearningRecord, before?: string): Citation[] {
  const words = state.by(citationsByLearning, learning.id);
  if (words.length === 0) return [];
  const latest = new Map<string, Citation>();
  for (const citation of words.toSorted(byAge)) {
    const { session, id } = citation.record;
    if (before !== undefined && id >= before) break;
    if (session === learning.session || !isGrounded(citation) || isBeyondCap(state, citation)) continue;
    latest.set(`${journalOf(state, citation.record)} ${session}`, citation);
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

function isBeyondCap(state: State, { record, id }: Citation): boolean {
  const named = state.by(citationsBySession, record.session);
  if (named.length <= CITATIONS_PER_SESSION) return false;
  return !withinCaps(state, named).has(keyInCap(journalOf(state, record), id));
}

const keyInCap = (journal: string, learning: string): string => `${journal} ${learning}`;

/** By the citations of one session name. A list only grows; a new list takes its place when something is removed. */
const caps = new WeakMap<readonly Citation[], { readonly length: number; readonly within: Set<string> }>();

/** The learnings that sessions of one name can vote on, per journal. Cached, as it is asked for each citation. */
function withinCaps(state: State, named: readonly Citation[]): ReadonlySet<string> {
  const known = caps.get(named);
  if (known?.length === named.length) return known.within;
  const many = new Map<string, number>();
  const within = new Set<string>();
  for (const { record, id } of named.toSorted(byAge)) {
    const journal = journalOf(state, record);
    const key = keyInCap(journal, id);
    const before = many.get(journal) ?? 0;
    if (before >= CITATIONS_PER_SESSION || within.has(key)) continue;
    within.add(key);
    many.set(journal, before + 1);
  }
  caps.set(named, { length: named.length, within });
  return within;
}

/** True if another session named it as evidence of a claim that has passed; the cap of citations applies. */
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

/** A citation with its journal and its weight, which is 1 for the only session of its journal that says anything. */
export interface WeighedCitation {
  readonly citation: Citation;
  readonly journal: string;
  readonly weight: number;
}

/** Without `ignored`, which says nothing about the lesson. */
export function weighed(state: State, counted: readonly Citation[]): WeighedCitation[] {
  const words = counted
    .filter(({ outcome }) => outcome !== "ignored")
    .map((citation) => ({ citation, journal: journalOf(state, citation.record) }));
  const many = new Map<string, number>();
  for (const { journal } of words) many.set(journal, (many.get(journal) ?? 0) + 1);
  return words.map((word) => ({
    ...word,
    weight: Math.min(1, MOST_OF_A_JOURNAL / (many.get(word.journal) ?? 1)),
  }));
}

/** The total weight of citations, counted as sessions of different journals. */
export const weightOf = (words: readonly WeighedCitation[]): number =>
  words.reduce((sum, { weight }) => sum + weight, ROUNDING);

export const objectionsIn = (counted: readonly Citation[]): Citation[] =>
  counted.filter(({ outcome }) => outcome === "wrong");

/** Who confirmed that a learning is wrong; null while nobody has, or while it is only disputed. */
export function foundWrong(state: State, counted: readonly Citation[]): string | null {
  const objections = objectionsIn(counted);
  if (objections.length === 0) return null;
  if (objections.some(({ record }) => record.role === "supervisor")) return "found wrong by a supervisor";
  const against = weighed(state, counted).filter(({ citation }) => citation.outcome === "wrong");
  return weightOf(against) >= SESSIONS_TO_WITHHOLD ? `found wrong by ${objections.length} sessions` : null;
}

function byAge(a: Citation, b: Citation): number {
  return compareIds(a.record, b.record);
}
