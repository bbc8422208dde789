// Decides which learnings of a search are worth reading and in what order.

import type { Stage } from "../learnings/records/curation.ts";
import { TRIAL_SESSIONS } from "../learnings/servings.ts";
import type { Assurance } from "../learnings/standing.ts";
import { type LearningKind, NEGATIVE_KINDS } from "../records/evidence.ts";
import type { SearchHit } from "../retrieval/query.ts";

/** A learning that the search found, with what the records say about it. */
export interface PackCandidate extends SearchHit {
  readonly title: string;
  readonly kind: LearningKind;
  readonly body: string;
  /** Usefulness x retention, 0 to 1. */
  readonly strength: number;
  readonly assurance: Assurance;
  readonly stage: Stage;
  /** Sessions that it was given to so far. */
  readonly shownTo: number;
  /** True if another session has cited it as helpful. */
  readonly proven: boolean;
  readonly disputed: boolean;
  /** The reason of its assurance, where that is only words. */
  readonly grounds?: string;
  /** Lessons in service that contradict it, by id and title. */
  readonly conflicts?: readonly Pick<PackCandidate, "id" | "title">[];
  /** Ids of lessons that say nearly the same. */
  readonly twins?: readonly string[];
  /** Why it may be out of date, where it may be. */
  /** True if the session has recorded it itself. */
  readonly own?: boolean;
  readonly stale?: string;
  readonly elsewhere?: string;
  /** Where several stores are read: the name of its layer, and its rank among them, 0 for the nearest. */
  readonly layer?: string;
  readonly nearness?: number;
}

/** Factors: stronger assurance decides between learnings that fit about as well. */
const ASSURANCE_WEIGHT: Record<Assurance, number> = {
  claimed: 1,
  evidenced: 1.04,
  confirmed: 1.08,
  reviewed: 1.08,
};
/** Factors of stages; below a pattern a stage says no more than the assurance. */
const STAGE_WEIGHT: Record<Stage, number> = { observation: 1, learning: 1, pattern: 1.04, guidance: 1.08 };
/** A dead end or trap comes first if it scores at least this share of the best; 0.8 cost 2 points of first places. */
const NEGATIVE_SHARE = 0.9;
/**
 * Coverage from which a hit answers. Chosen on all 745 real and 79 foreign questions, none held back: in corpora of 1 to
 * 596 learnings at most 3 % of the questions with a stored answer get none, and 9 in 10 foreign ones do. Long tasks are
 * held to the same value: in corpora of 1 to 30 the longest foreign questions reached more coverage than the shortest.
 */
const CONVINCING_COVERAGE = 0.15;
const BESIDE_SHARE = 0.6;
/** A hit with this share of the best score is given if it is nearly convincing by itself, or linked. */
const RELEVANT_SHARE = 0.15;
/** Below this share of the convincing coverage a hit shares only a common word or two, whatever it scores. */
const PADDING_SHARE = 0.2;
/**
 * A hit with less than this share of the best coverage shares words with the task and not its subject: half of what a small
 * store gave was about other modules. Its title is named and its text is not given. So is every hit that is far from
 * convincing, where even the best may be chance.
 */
const TAIL_SHARE = 0.4;
/** A best hit with no more coverage than this is said to be weak. */
const WEAK_COVERAGE = CONVINCING_COVERAGE * 1.25;
/** The items that every reader is sure to see, and how many of them are kept for learnings on trial. */
export const EXPECTED_ITEMS = 5;
const TRIAL_SLOTS = 2;

/**
 * True if a hit answers the task, and does not only share chance words with it, or is about the same files. Another file of
 * the same folder makes up for half of the words; alone it would make every lesson of `src` an answer.
 */
export function isConvincing({
  coverage,
  nearPaths,
  samePlace,
}: Pick<SearchHit, "coverage" | "nearPaths" | "samePlace">): boolean {
  return samePlace || coverage >= CONVINCING_COVERAGE * (nearPaths.length > 0 ? BESIDE_SHARE : 1);
}

/**
 * True if a hit answers a task in an agent's wordings. Two or three lines of engineers' words share some words with every
 * lesson: by the value for one sentence half of 49 such tasks about other software were given something, by this one a
 * fifth, and 93 and 100 % of those with a stored answer still got it (lessons of 80 words, and whole ones; chosen on this
 * half).
 */
export const answersAsk = (
  hit: Pick<SearchHit, "coverage" | "nearPaths" | "samePlace" | "chance">,
): boolean => isConvincing({ ...hit, coverage: hit.coverage / (hit.chance ?? 1) });

/** So many titles are named where nothing answers: a model sees which one is meant where words can't tell. */
const MOST_WEAK = 10;
/**
 * Least share of the convincing coverage for a title to be named: at this value the titles of 61 short lessons are named
 * for 84 % of questions in users' own words, at 0.4 for 62 % (the shipped questions and half 0).
 */
const WEAK_SHARE = 0.2;

/**
 * What comes nearest where nothing answers. A user's words may share too little with their lesson to convince, and its
 * title tells an agent more than silence does.
 */
export function nearestOf(candidates: readonly PackCandidate[]): NamedCandidate[] {
  const nearest = candidates
    .filter(({ disputed, relevance }) => !disputed && relevance > 0)
    .toSorted((a, b) => scoreOf(b) - scoreOf(a))
    .slice(0, MOST_WEAK);
  return nearest.some(({ coverage }) => coverage >= CONVINCING_COVERAGE * WEAK_SHARE)
    ? nearest.map((candidate) => named(candidate, "weak"))
    : [];
}

/** True for a best hit that may be chance. */
export const isWeak = ({ coverage, samePlace, linked, chance = 1 }: SearchHit): boolean =>
  !samePlace && !linked && coverage < WEAK_COVERAGE * chance;

function isPadding({ coverage, linked }: PackCandidate): boolean {
  return !linked && coverage < CONVINCING_COVERAGE * PADDING_SHARE;
}

/** Relevance decides; strength takes away at most half, so that a rare but fitting lesson stays findable. */
function scoreOf(candidate: PackCandidate): number {
  const { relevance, strength, assurance, stage } = candidate;
  return relevance * (0.5 + 0.5 * strength) * ASSURANCE_WEIGHT[assurance] * STAGE_WEIGHT[stage];
}

/** A candidate that deserves only its title, and why. */
export interface NamedCandidate {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
  readonly layer?: string;
}

export interface ReadingOrder {
  readonly given: PackCandidate[];
  /** They say nearly the same as one that is given. */
  readonly repeated: NamedCandidate[];
  /** What is only linked comes last; before the others it cost more than it found. */
  readonly named: NamedCandidate[];
}

/** Best first, but dead ends and traps that fit nearly as well before the rest, and disputed lessons last. */
export function orderForReading(candidates: readonly PackCandidate[]): ReadingOrder {
  const ordered = [...candidates].sort((a, b) => scoreOf(b) - scoreOf(a));
  const best = ordered[0] === undefined ? 0 : scoreOf(ordered[0]);
  const relevant = ordered.filter(
    (candidate) =>
      isConvincing(candidate) || (!isPadding(candidate) && scoreOf(candidate) >= best * RELEVANT_SHARE),
  );
  const covered = Math.max(0, ...relevant.map(({ coverage }) => coverage));
  const isSure = relevant.some((candidate) => isConvincing(candidate) && !isWeak(candidate));
  const isTail = (candidate: PackCandidate): boolean =>
    !candidate.samePlace &&
    !candidate.linked &&
    candidate.coverage <
      (isSure ? covered * TAIL_SHARE : CONVINCING_COVERAGE * BESIDE_SHARE * (candidate.chance ?? 1));
  const near = relevant.filter((candidate) => !isTail(candidate));
  const isLinkedAlone = (candidate: PackCandidate): boolean =>
    candidate.linked && !candidate.disputed && !relevant.includes(candidate);
  const settled = near.filter((candidate) => !candidate.disputed);
  const comesFirst = (candidate: PackCandidate): boolean =>
    NEGATIVE_KINDS.has(candidate.kind) && scoreOf(candidate) >= best * NEGATIVE_SHARE;
  const inOrder = [...settled.filter(comesFirst), ...settled.filter((candidate) => !comesFirst(candidate))];
  // After all else, or any number of dead ends would push out what is on trial.
  const given: PackCandidate[] = [];
  const repeated: NamedCandidate[] = [];
  for (const candidate of [
    ...giveTrialSlots(inOrder, best),
    ...near.filter((candidate) => candidate.disputed),
  ]) {
    const twin = given.find(({ id }) => candidate.twins?.includes(id));
    if (twin) repeated.push(named(candidate, `says nearly the same as ${twin.id}`));
    else given.push(candidate);
  }
  return {
    given: nearerBeforeOpposed(given),
    repeated,
    named: [
      ...relevant.filter(isTail).map((candidate) => named(candidate, "fits less")),
      ...ordered.filter(isLinkedAlone).map((candidate) => named(candidate, "linked with the first")),
    ],
  };
}

/** Of two stores that contradict each other the nearer one comes first, whichever fits better. */
function nearerBeforeOpposed(given: readonly PackCandidate[]): PackCandidate[] {
  const ordered = [...given];
  for (const nearer of given) {
    const opposed = nearer.conflicts?.map(({ id }) => id) ?? [];
    const before = ordered.findIndex(
      ({ id, nearness = 0 }) => opposed.includes(id) && nearness > (nearer.nearness ?? 0),
    );
    const at = ordered.indexOf(nearer);
    if (before >= 0 && before < at) ordered.splice(before, 0, ...ordered.splice(at, 1));
  }
  return ordered;
}

const named = ({ id, title, layer }: PackCandidate, reason: string): NamedCandidate => ({
  id,
  title,
  reason,
  ...(layer === undefined ? {} : { layer }),
});

/** A lesson that helped once has to be shown to more sessions before it is known to help. */
const isOnTrial = ({ stage, shownTo }: PackCandidate): boolean =>
  shownTo < TRIAL_SESSIONS && stage !== "pattern" && stage !== "guidance";

/**
 * Moves up to two candidates on trial into the first items where others took all places: those that the fewest sessions
 * were shown, so that each gets its turn, and among equals the better one.
 */
function giveTrialSlots(ordered: readonly PackCandidate[], best: number): PackCandidate[] {
  const missing = TRIAL_SLOTS - ordered.slice(0, EXPECTED_ITEMS).filter(isOnTrial).length;
  if (missing <= 0) return [...ordered];
  const trials = ordered
    .slice(EXPECTED_ITEMS)
    .filter((candidate) => isOnTrial(candidate) && scoreOf(candidate) >= best * RELEVANT_SHARE)
    .sort((a, b) => a.shownTo - b.shownTo)
    .slice(0, missing);
  const rest = ordered.filter((candidate) => !trials.includes(candidate));
  const before = EXPECTED_ITEMS - trials.length;
  return [...rest.slice(0, before), ...trials, ...rest.slice(before)];
}
