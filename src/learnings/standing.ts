// Derives where a learning stands at one instant: strength, assurance, disputes, successors. It is equal on every clone.

import { journalOf } from "../records/authority.ts";
import { showsSomething } from "../records/evidence.ts";
import type { State } from "../records/state.ts";
import {
  countedCitations,
  foundWrong,
  helpedToPass,
  objectionsIn,
  type WeighedCitation,
  weighed,
} from "./citations.ts";
import { curationsOf, type JudgedCuration, outBy } from "./curation/laws.ts";
import { outInWords } from "./curation/text.ts";
import { groundsInWords } from "./grounds.ts";
import { promotionOf } from "./promotion.ts";
import type { Citation } from "./records/citation.ts";
import type { CurationRecord, Stage } from "./records/curation.ts";
import Learning, { type LearningRecord, successorsByLearning } from "./records/learning.ts";
import { isHelpful, strength, usefulness, type Vote } from "./strength.ts";
import { DELETED_HERE, isMerged, retiredBy, reviewOf } from "./text-source.ts";
import { twinsOf } from "./twins.ts";

/**
 * `claimed`: the author's word, or somebody's quoted by the author. `evidenced`: it cites something. `confirmed`: another
 * session found it true, or passed a claim with it. `reviewed`: merged into a base branch that needs approval.
 */
export const ASSURANCE = ["claimed", "evidenced", "confirmed", "reviewed"] as const;
export type Assurance = (typeof ASSURANCE)[number];

export interface Standing {
  /** Usefulness x retention, 0 to 1. */
  readonly strength: number;
  readonly assurance: Assurance;
  /** The assurance in words, with the reason where a merge does not count as a review. */
  readonly assuranceWords: string;
  readonly stage: Stage;
  /** True once a session other than the author's has found it helpful. */
  readonly proven: boolean;
  /** Served last and with a warning. */
  readonly disputed: boolean;
  /** Why it is not served at all; null when it is. */
  readonly withheld: string | null;
  readonly supersededBy: string | null;
  /** The older learning with the same title and text, where only that keeps this one from being served. */
  readonly twin: string | null;
  /** The counted citation of each session, oldest first. */
  readonly counted: readonly Citation[];
}

/** Below this usefulness a learning counts as disputed, whatever was said of it. */
const DISPUTED_USEFULNESS = 0.61;

/** The standing of a stored learning at `now` (milliseconds since 1970). */
export function standingOf(state: State, learning: LearningRecord, now: number): Standing {
  const counted = countedCitations(state, learning);
  const votes = votesOn(state, learning, weighed(state, counted));
  const assurance = assuranceOf(state, learning);
  const supersededBy = successorOf(state, learning);
  const review = reviewOf(state, learning.id);
  const reviewed = review === "reviewed";
  const curations = curationsOf(state, learning);
  const withheld = withheldBecause(state, learning, { counted, curations, supersededBy });
  const twin = withheld === null || supersededBy !== null ? null : olderTwin(state, learning);
  return {
    strength: strength(votes, Date.parse(learning.at), now, reviewed),
    assurance,
    assuranceWords: [
      assurance,
      review === "unprotected" ? "merged, but base is unprotected" : null,
      groundsInWords(state, learning, assurance),
    ]
      .filter((each) => each !== null)
      .join("; "),
    stage: promotionOf(state, learning, curations).stage,
    proven: votes.some(({ outcome }) => isHelpful(outcome)),
    disputed: objectionsIn(counted).length > 0 || usefulness(votes, now, reviewed) < DISPUTED_USEFULNESS,
    withheld,
    supersededBy,
    twin: twin !== null && withheld === sameAs(twin) ? twin : null,
    counted,
  };
}

/** Its strength at an earlier moment, by those citations that count now and existed then. */
export function strengthAt(state: State, learning: LearningRecord, at: number): number {
  const words = weighed(state, countedCitations(state, learning));
  const votes = votesOn(state, learning, words).filter((vote) => vote.at <= at);
  return strength(votes, Date.parse(learning.at), at, reviewOf(state, learning.id) === "reviewed");
}

/** What sessions and supervisors have said of a learning. */
interface Said {
  /** The citations that count. */
  readonly counted: readonly Citation[];
  readonly curations: readonly JudgedCuration[];
  readonly supersededBy: string | null;
}

/** Why it is not served at all; null when it is. Looks up what is not passed in. */
export const withheldBecause = (
  state: State,
  learning: LearningRecord,
  {
    counted,
    curations = curationsOf(state, learning),
    supersededBy = successorOf(state, learning),
  }: Pick<Said, "counted"> & Partial<Said>,
): string | null =>
  foundWrong(state, counted) ??
  removedOnBase(state, learning) ??
  curatedOut(state, outBy(curations)) ??
  replacedBy(state, learning, supersededBy);

function removedOnBase(state: State, { id }: LearningRecord): string | null {
  const commit = retiredBy(state, id);
  if (commit === DELETED_HERE)
    return "taken back: its file was deleted here, by hand or by git clean, before it was committed";
  return commit === undefined ? null : `removed on the base branch in ${commit.slice(0, 12)}`;
}

/** A contradiction counts only while the other learning itself holds. */
function curatedOut(state: State, out: CurationRecord | null): string | null {
  if (out === null) return null;
  const other = out.other === null ? undefined : state.get(Learning, out.other);
  if (out.action === "contradict" && other && foundWrong(state, countedCitations(state, other)) !== null)
    return null;
  return outInWords(out);
}

function assuranceOf(state: State, learning: LearningRecord): Assurance {
  if (reviewOf(state, learning.id) === "reviewed") return "reviewed";
  if (
    countedCitations(state, learning).some(
      ({ outcome }) => outcome === "applied" || outcome === "still_true",
    ) ||
    helpedToPass(state, learning)
  )
    return "confirmed";
  return showsSomething(learning.evidence) ? "evidenced" : "claimed";
}

/**
 * The oldest successor with at least this learning's assurance that is not found wrong and is more than its clone's own
 * word.
 */
function successorOf(state: State, learning: LearningRecord): string | null {
  const rank = ASSURANCE.indexOf(assuranceOf(state, learning));
  for (const id of state.by(successorsByLearning, learning.id)) {
    const successor = state.get(Learning, id);
    // By law a successor is younger, which also makes a circle impossible.
    if (!successor || successor.id <= learning.id) continue;
    if (ASSURANCE.indexOf(assuranceOf(state, successor)) < rank) continue;
    if (foundWrong(state, countedCitations(state, successor)) !== null) continue;
    if (!isVouchedFor(state, successor, learning)) continue;
    if (gaveWayTo(state, successor, learning.id)) continue;
    return id;
  }
  return null;
}

/**
 * To replace another clone's learning takes more than the word of one clone: a merge into base, or another clone that it
 * helped.
 */
function isVouchedFor(state: State, successor: LearningRecord, learning: LearningRecord): boolean {
  const journal = journalOf(state, successor);
  const isOfBoth = state.origin(learning.id) !== undefined && journalOf(state, learning) === journal;
  if (isOfBoth && successor.clone === learning.clone) return true;
  if (isMerged(state, successor.id)) return true;
  return countedCitations(state, successor).some(
    ({ outcome, record }) => isHelpful(outcome) && journalOf(state, record) !== journal,
  );
}

/** A supervisor took the successor out in favour of this one, or because evidence contradicts it. */
function gaveWayTo(state: State, successor: LearningRecord, id: string): boolean {
  const out = outBy(curationsOf(state, successor));
  return out !== null && curatedOut(state, out) !== null && (out.other === id || out.action === "contradict");
}

function replacedBy(state: State, learning: LearningRecord, supersededBy: string | null): string | null {
  if (supersededBy) return `superseded by ${supersededBy}`;
  const twin = olderTwin(state, learning);
  return twin === null ? null : sameAs(twin);
}

const sameAs = (id: string): string => `says the same as ${id}`;

function olderTwin(state: State, learning: LearningRecord): string | null {
  const [oldest] = twinsOf(state, learning);
  return oldest !== undefined && oldest !== learning.id && !hasReplaced(state, learning, oldest)
    ? oldest
    : null;
}

/** With the same words and other tags, paths or kind it replaces the older one, and is no repetition. */
function hasReplaced(state: State, learning: LearningRecord, older: string): boolean {
  let id = learning.id;
  for (let before = learning.supersedes; before !== null && before >= older && before < id; ) {
    const replaced = state.get(Learning, before);
    if (!replaced || successorOf(state, replaced) !== id) return false;
    if (before === older) return true;
    [id, before] = [before, replaced.supersedes];
  }
  return false;
}

/** A file without a record belongs to no clone, so all votes on it count as from its own clone. */
function votesOn(state: State, learning: LearningRecord, words: readonly WeighedCitation[]): Vote[] {
  const home = state.origin(learning.id) === undefined ? null : journalOf(state, learning);
  return words.flatMap(({ citation: { record, outcome }, weight, journal }) =>
    outcome === "ignored"
      ? []
      : [
          {
            at: Date.parse(record.at),
            outcome,
            weight,
            other: home === null || journal === home ? null : journal,
          },
        ],
  );
}
