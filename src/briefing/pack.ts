// Chooses what a session gets to read: the relevant learnings in order, within a token budget.

import type { LearningKind } from "../records/evidence.ts";
import { countTokens } from "../shared/text/tokens.ts";
import {
  answersAsk,
  EXPECTED_ITEMS,
  isWeak,
  nearestOf,
  orderForReading,
  type PackCandidate,
  type ReadingOrder,
} from "./reading-order.ts";

export interface PackItem {
  readonly id: string;
  readonly title: string;
  readonly kind: LearningKind;
  readonly text: string;
  readonly why: string;
  /** What this item costs in the answer. */
  readonly tokens: number;
  readonly strength: number;
  /** With its reason, where that is only words. */
  readonly assurance: string;
  readonly stale?: string;
  /** Files that it was recorded about and that this branch does not have in that form. */
  readonly elsewhere?: string;
  /** The layer that it comes from, where several are read. */
  readonly layer?: string;
}

export interface DroppedItem {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
  readonly layer?: string;
}

export interface Pack {
  readonly items: PackItem[];
  readonly dropped: DroppedItem[];
  /** Tokens of the whole answer as JSON, within the budget. */
  readonly tokens: number;
  readonly abstained: boolean;
}

export interface PackOptions {
  /** In tokens, for the whole answer. */
  readonly budget: number;
  /** The best-matching sentences of a candidate, in at most `maxTokens`. */
  snippet(candidate: PackCandidate, maxTokens: number): string;
  /** Wraps stored text as data with its provenance; its cost counts too. */
  fence(candidate: PackCandidate, text: string): string;
  /** True where nobody reads the titles of what is left out, so that texts get their room. */
  readonly unlisted?: boolean;
  /** Hits that the records forbid to serve, best first. They are listed as left out where they are relevant. */
  readonly withheld?: readonly WithheldHit[];
}

export interface WithheldHit
  extends Pick<PackCandidate, "id" | "title" | "layer" | "coverage" | "chance" | "nearPaths" | "samePlace"> {
  readonly reason: string;
}

const MOST_ITEMS = 10;
const MOST_DROPPED = 15;
const MOST_WITHHELD = 3;
/** Least tokens of an item with a short text. */
const SMALLEST_ITEM = 140;
/** Tokens that each of the first items leaves to every later one, for a short text. */
const SHORT_TEXT = 40;
/** The share of the room that one text may take where several fit, so that a long learning is not the whole pack. */
const LARGEST_SHARE = 0.45;
/**
 * The share that titles may take before more text is given: in a large store the right lesson is often among the next ten
 * and not the first five.
 */
const DROPPED_SHARE = 0.4;
/** Tokens of one entry in that list; with less room the items use it better. */
const SMALLEST_ENTRY = 55;
/** The share of titles where nothing answers, which leaves room for other words to ask in. */
const WEAK_SHARE = 0.5;
/** A text cut below so many tokens says nothing. */
const SHORTEST_TEXT = 25;
/**
 * Behind the best lesson a text below so many tokens, some 50 words, is not cut, as half of it lacks the cause or the way
 * out.
 */
const SMALLEST_CUT = 80;

/**
 * Packs the candidates of one query into an answer of at most `budget` tokens, counted as JSON. Abstains where no candidate
 * answers the task, and then names the nearest titles at most. Lists as dropped what answers but does not fit.
 */
export function packLearnings(candidates: readonly PackCandidate[], options: PackOptions): Pack {
  const { budget, withheld = [] } = options;
  const order: ReadingOrder = candidates.some(answersAsk)
    ? orderForReading(candidates)
    : { given: [], repeated: [], named: nearestOf(candidates) };
  const { given: ordered, repeated, named } = order;
  const items: PackItem[] = [];
  const dropped: DroppedItem[] = withheld.filter(answersAsk).slice(0, MOST_WITHHELD).map(asDropped);
  const abstained = ordered.length === 0 && dropped.length === 0;
  dropped.push(...repeated);
  const leftOut =
    withheld.length + repeated.length + named.length + Math.max(0, ordered.length - EXPECTED_ITEMS);
  const most = options.unlisted ? 0 : Math.min(leftOut, MOST_DROPPED);
  const list = Math.min(budget * DROPPED_SHARE, most * SMALLEST_ENTRY);
  let left = budget - (list < SMALLEST_ENTRY ? 0 : list) - costOf([], []);
  const expected = Math.max(1, Math.min(EXPECTED_ITEMS, ordered.length, Math.floor(left / SMALLEST_ITEM)));
  const largest = Math.max(left * LARGEST_SHARE, left / expected);
  for (const candidate of ordered) {
    const reserved = ordered
      .slice(items.length + 1, Math.max(items.length + 1, expected))
      .reduce((sum, next) => sum + frameOf(next, options) + SHORT_TEXT, 0);
    const room = Math.min(left, Math.max(Math.min(left - reserved, largest), SMALLEST_ITEM));
    const item = nextItem(items.length, candidate, { room, left }, options);
    if (item) {
      items.push(item);
      left -= item.tokens;
    } else {
      const reason = items.length < MOST_ITEMS ? "no room in the budget" : `more than ${MOST_ITEMS} items`;
      dropped.push(asDropped({ ...candidate, reason }));
    }
  }
  dropped.push(...named);
  return within(abstained ? budget * WEAK_SHARE : budget, {
    items,
    dropped: options.unlisted ? [] : dropped.slice(0, MOST_DROPPED),
    abstained,
  });
}

const asDropped = ({ id, title, reason, layer }: DroppedItem): DroppedItem => ({
  id,
  title,
  reason,
  ...(layer === undefined ? {} : { layer }),
});

/** Tokens of a candidate without its text. */
const frameOf = (candidate: PackCandidate, options: PackOptions): number =>
  itemOf(candidate, options.fence(candidate, "")).tokens;

function nextItem(
  given: number,
  candidate: PackCandidate,
  { room, left }: { readonly room: number; readonly left: number },
  options: PackOptions,
): PackItem | null {
  if (given >= MOST_ITEMS) return null;
  // The best item says more than any number of lesser ones, so only it may take all the room.
  if (given === 0) return itemWithin(candidate, room, options) ?? itemWithin(candidate, left, options);
  const isShort = countTokens(candidate.body) <= SMALLEST_CUT;
  return isShort ? wholeWithin(candidate, room, options) : itemWithin(candidate, room, options);
}

function wholeWithin(candidate: PackCandidate, room: number, options: PackOptions): PackItem | null {
  const full = itemOf(candidate, options.fence(candidate, candidate.body));
  return full.tokens <= room ? full : null;
}

/** The candidate as an item of at most `room` tokens: with its full text, else its best sentences, else nothing. */
function itemWithin(candidate: PackCandidate, room: number, options: PackOptions): PackItem | null {
  const full = wholeWithin(candidate, room, options);
  if (full) return full;
  let textRoom = room - frameOf(candidate, options);
  while (textRoom >= SHORTEST_TEXT) {
    const item = itemOf(candidate, options.fence(candidate, options.snippet(candidate, textRoom)));
    if (item.tokens <= room) return item;
    // Quotes and line breaks cost more in JSON than in the plain text that the snippet was measured in.
    textRoom = Math.floor(textRoom * 0.85);
  }
  return null;
}

function itemOf(candidate: PackCandidate, text: string): PackItem {
  const { id, title, kind, strength, grounds, stale, elsewhere, layer } = candidate;
  const assurance = grounds === undefined ? candidate.assurance : `${candidate.assurance}: ${grounds}`;
  const rounded = Math.round(strength * 100) / 100;
  const item = { id, title, kind, text, why: whyOf(candidate), tokens: 0, strength: rounded, assurance };
  const complete = {
    ...item,
    ...(stale === undefined ? {} : { stale }),
    ...(elsewhere === undefined ? {} : { elsewhere }),
    ...(layer === undefined ? {} : { layer }),
  };
  // Two more tokens for the comma between items and the digits of the cost itself.
  return { ...complete, tokens: countTokens(JSON.stringify(complete)) + 2 };
}

function whyOf(candidate: PackCandidate): string {
  const words = candidate.matched.map((word) => JSON.stringify(word)).join(", ");
  const reasons = [
    words === "" ? "" : `matches ${words}`,
    candidate.nearPaths.length === 0 ? "" : `near ${candidate.nearPaths.slice(0, 3).join(", ")}`,
    candidate.linked ? "linked with a match" : "",
    candidate.stage === "pattern" || candidate.stage === "guidance" ? candidate.stage : "",
    isWeak(candidate) ? "weak match" : "",
    candidate.kind === "failure" ? "known dead end" : "",
    candidate.kind === "gotcha" ? "known trap" : "",
    ...(candidate.conflicts ?? []).map(
      ({ id, title }) => `IN CONFLICT with ${id} ${JSON.stringify(title)}: find out which holds`,
    ),
    candidate.own ? "your own: a citation would not count" : "",
    candidate.disputed ? "DISPUTED: another session says this is wrong, check before use" : "",
  ];
  return reasons.filter((reason) => reason !== "").join("; ");
}

function costOf(items: readonly PackItem[], dropped: readonly DroppedItem[]): number {
  return countTokens(JSON.stringify({ items, dropped, tokens: 99_999, abstained: false }));
}

/** Shortens the list of what was left out, then the pack, until the whole answer fits the budget. */
function within(
  budget: number,
  { items, dropped, abstained }: Pick<Pack, "items" | "dropped" | "abstained">,
): Pack {
  let kept = [...items];
  let listed = [...dropped];
  while (costOf(kept, listed) > budget && listed.length > 0) listed = listed.slice(0, -1);
  while (costOf(kept, listed) > budget && kept.length > 0) kept = kept.slice(0, -1);
  return { items: kept, dropped: listed, tokens: costOf(kept, listed), abstained };
}
