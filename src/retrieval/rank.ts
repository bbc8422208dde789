// Scores documents against a query: BM25 over one joined field, with bonuses for recent, near and linked ones.

import { newestFirst } from "../shared/ids.ts";
import { type Clue, cluesOf } from "./clues.ts";
import { type Corpus, roomFor, SATURATION, type Scored, type Shelf, totals } from "./corpus.ts";
import { explain } from "./explain.ts";
import { LINK } from "./index-document.ts";
import { belowTerm } from "./paths.ts";
import type { SearchHit, SearchQuery } from "./query.ts";
import type { PostingsRoom, Tier } from "./tier.ts";

/** BM25's b, the share of a document's length that counts. */
const LENGTH_SHARE = 0.5;
/**
 * Work comes in bursts, so recent lessons are needed more often. The newest match gains this share of the best score,
 * divided by e for every ten lessons recorded after it.
 */
const RECENT_SHARE = 0.25;
const RECENT_DECAY = 10;
/** A document that cites a match, or is cited by it, gains this share of the match's score. */
const LINK_SHARE = 0.2;
/** A lesson about the session's own part of a monorepo gains as much as through a link. */
const WITHIN_SHARE = 0.2;
/** Only the best matches pass score on to what they are linked with. */
const LINK_SOURCES = 20;

/** The best `query.limit` documents, best first. */
export function rank(corpus: Corpus, query: SearchQuery): SearchHit[] {
  const clues = cluesOf(corpus, query);
  const room = roomFor(corpus);
  const { meanLength } = totals(corpus);
  const scores = new Map(
    corpus.shelves.map((shelf) => [shelf, scoreTier(shelf.tier, clues, meanLength, room)] as const),
  );
  const best = bestOf(scores, LINK_SOURCES);
  addRecency(corpus, scores, best[0]?.score ?? 0);
  if (query.within) addWithin(scores, query.within, best[0]?.score ?? 0, room);
  const linked = addLinks(corpus, scores, best, room);
  return explain(corpus, { best: bestOf(scores, query.limit), clues, linked }, room);
}

type Scores = ReadonlyMap<Shelf, Float64Array>;

function scoreTier(tier: Tier, clues: readonly Clue[], meanLength: number, room: PostingsRoom): Float64Array {
  const scores = new Float64Array(tier.size);
  for (const clue of clues) {
    const found = tier.read(clue.term, room);
    for (let index = 0; index < found; index++) {
      const document = room.documents[index] ?? 0;
      const count = room.counts[index] ?? 0;
      const length = (tier.lengths[document] ?? 0) / meanLength;
      const damping = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length);
      const share = clue.kind === "place" ? 1 : (count * (SATURATION + 1)) / (count + damping);
      scores[document] = (scores[document] ?? 0) + clue.worth * share;
    }
  }
  return scores;
}

/** The best visible documents, best first. One pass, because sorting all matches cost more than scoring them. */
function bestOf(scores: Scores, limit: number): Scored[] {
  const best: Scored[] = [];
  let weakest = 0;
  for (const [shelf, values] of scores) {
    for (let document = 0; document < values.length; document++) {
      const score = values[document] ?? 0;
      if (score === 0 || score < weakest || shelf.hidden[document] === 1) continue;
      best.push({ id: shelf.tier.id(document), shelf, document, score });
      if (best.length < limit * 2) continue;
      best.sort(byScore).length = limit;
      weakest = best.at(-1)?.score ?? 0;
    }
  }
  return best.sort(byScore).slice(0, limit);
}

/** Best first; among equals the greater id, which for ULIDs is the newer one. */
function byScore(a: Scored, b: Scored): number {
  return b.score - a.score || newestFirst(a, b);
}

/** The scores of the tier with that visible document, and its number there. */
function find(
  corpus: Corpus,
  scores: Scores,
  id: string,
): { values: Float64Array; document: number } | undefined {
  const place = corpus.places.get(id);
  const values = place === undefined ? undefined : scores.get(place.shelf);
  return place === undefined || values === undefined ? undefined : { values, document: place.document };
}

/** Only matches gain, as being new is no reason by itself. */
function addRecency(corpus: Corpus, scores: Scores, best: number): void {
  corpus.newest.forEach((id, age) => {
    const found = find(corpus, scores, id);
    const score = found?.values[found.document] ?? 0;
    if (found === undefined || score === 0) return;
    found.values[found.document] = score + best * RECENT_SHARE * Math.exp(-age / RECENT_DECAY);
  });
}

/** Only matches gain, as being near is no reason by itself. */
function addWithin(scores: Scores, folder: string, best: number, room: PostingsRoom): void {
  for (const [{ tier }, values] of scores) {
    const found = tier.read(belowTerm(folder), room);
    for (const document of room.documents.subarray(0, found)) {
      const score = values[document] ?? 0;
      if (score > 0) values[document] = score + best * WITHIN_SHARE;
    }
  }
}

/** Raises what the best matches cite and what cites them, even without a common word with the query. */
function addLinks(corpus: Corpus, scores: Scores, best: readonly Scored[], room: PostingsRoom): Set<string> {
  const linked = new Set<string>();
  for (const { id, score } of best) {
    for (const other of linksOf(corpus, id, room)) {
      const found = find(corpus, scores, other);
      if (found === undefined) continue;
      found.values[found.document] = (found.values[found.document] ?? 0) + LINK_SHARE * score;
      linked.add(other);
    }
  }
  return linked;
}

/** Ids of visible documents that it cites or that cite it. */
export function linksOf(corpus: Corpus, id: string, room: PostingsRoom): string[] {
  const place = corpus.places.get(id);
  const cited = place === undefined ? [] : place.shelf.tier.links(place.document);
  return [...cited.filter((each) => corpus.places.has(each)), ...citing(corpus, id, room)];
}

function citing({ shelves }: Corpus, id: string, room: PostingsRoom): string[] {
  return shelves.flatMap(({ tier, hidden }) => {
    const found = tier.read(LINK + id, room);
    return [...room.documents.subarray(0, found)]
      .filter((document) => hidden[document] === 0)
      .map((document) => tier.id(document));
  });
}
