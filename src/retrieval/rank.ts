// Scores documents against a query: BM25 over one joined field, plus neighbouring words and near paths.
import type { SearchHit, SearchQuery } from "../domain/search.ts";
import { terms } from "./analyse.ts";
import { pairOf } from "./index-document.ts";
import { nearbyTerms } from "./paths.ts";
import type { PostingsRoom, Tier } from "./tier.ts";

/** BM25's saturation and length normalisation (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework"). */
const SATURATION = 1.2;
const LENGTH_SHARE = 0.6;
/** Share of a pair's information that counts beside that of its two words. */
const PAIR_WEIGHT = 0.3;
/** Share of a place's information that counts: a file's learnings come up even when no word matches. */
const PLACE_WEIGHT = 1.5;
const MOST_MATCHED = 6;
/** A longer task is a pasted log: only its start is read, and of its terms only the rarest count. */
const LONGEST_TASK = 20_000;
const MOST_CLUES = 256;

/** One thing looked up for a query, with what it is worth at most. */
interface Clue {
  readonly term: string;
  readonly information: number;
  readonly kind: "word" | "pair" | "place";
  /** The query's own word or path. */
  readonly source: string;
  readonly near: boolean;
}

export interface Corpus {
  readonly tiers: readonly Tier[];
  /** By tier, one entry per document: 1 hides it. */
  readonly hidden: readonly (readonly number[])[];
}

export function informationOf(documents: number, frequency: number): number {
  return Math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5));
}

/** Documents and mean length over all tiers, so that scores do not depend on how documents are spread over them. */
export function totals(tiers: readonly Tier[]): { documents: number; meanLength: number } {
  const documents = tiers.reduce((sum, tier) => sum + tier.ids.length, 0);
  const length = tiers.reduce((sum, tier) => sum + tier.totalLength, 0);
  return { documents, meanLength: length / Math.max(1, documents) || 1 };
}

export function frequencyIn(tiers: readonly Tier[], term: string): number {
  return tiers.reduce((sum, tier) => sum + tier.frequency(term), 0);
}

export function roomFor(tiers: readonly Tier[]): PostingsRoom {
  const largest = tiers.reduce((most, tier) => Math.max(most, tier.ids.length), 0);
  return { documents: new Uint32Array(largest), counts: new Uint32Array(largest) };
}

/** The best `query.limit` documents, best first. */
export function rank(corpus: Corpus, query: SearchQuery): SearchHit[] {
  const { documents, meanLength } = totals(corpus.tiers);
  const clues = cluesOf(corpus.tiers, documents, query);
  const room = roomFor(corpus.tiers);
  const best = corpus.tiers.flatMap((tier, index) => {
    const scores = scoreTier(tier, clues, meanLength, room);
    return bestOf(tier, scores, corpus.hidden[index] ?? [], query.limit);
  });
  return explain(best.sort(byScore).slice(0, query.limit), clues, room);
}

function cluesOf(tiers: readonly Tier[], documents: number, query: SearchQuery): Clue[] {
  const clues = new Map<string, Clue>();
  const add = (term: string, kind: Clue["kind"], weight: number, source: string, near: boolean): void => {
    if (clues.has(term)) return;
    const information = weight * informationOf(documents, frequencyIn(tiers, term));
    clues.set(term, { term, information, kind, source, near });
  };
  const task = query.task.slice(0, LONGEST_TASK);
  let previous = "";
  for (const { term, start, end } of terms(task)) {
    add(term, "word", 1, task.slice(start, end), false);
    if (previous !== "") add(pairOf(previous, term), "pair", PAIR_WEIGHT, "", false);
    previous = term;
  }
  for (const path of query.paths) {
    for (const { term, weight, near } of nearbyTerms(path))
      add(term, "place", weight * PLACE_WEIGHT, path, near);
  }
  return [...clues.values()].sort((a, b) => b.information - a.information).slice(0, MOST_CLUES);
}

function scoreTier(tier: Tier, clues: readonly Clue[], meanLength: number, room: PostingsRoom): Float64Array {
  const scores = new Float64Array(tier.ids.length);
  for (const clue of clues) {
    const found = tier.read(clue.term, room);
    for (let index = 0; index < found; index++) {
      const document = room.documents[index] ?? 0;
      const count = room.counts[index] ?? 0;
      const length = (tier.lengths[document] ?? 0) / meanLength;
      const damping = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length);
      const share = clue.kind === "place" ? 1 : (count * (SATURATION + 1)) / (count + damping);
      scores[document] = (scores[document] ?? 0) + clue.information * share;
    }
  }
  return scores;
}

interface Scored {
  readonly id: string;
  readonly score: number;
  readonly tier: Tier;
  readonly document: number;
}

/** The best of one tier in no order; one pass, because sorting all matches cost more than scoring them. */
function bestOf(tier: Tier, scores: Float64Array, hidden: readonly number[], limit: number): Scored[] {
  const best: Scored[] = [];
  let weakest = 0;
  for (let document = 0; document < scores.length; document++) {
    const score = scores[document] ?? 0;
    if (score === 0 || score < weakest || hidden[document] === 1) continue;
    best.push({ id: tier.ids[document] ?? "", score, tier, document });
    if (best.length < limit * 2) continue;
    best.sort(byScore).length = limit;
    weakest = best.at(-1)?.score ?? 0;
  }
  return best;
}

/** Best first; of equals the greater id, which for ULIDs is the newer one. */
function byScore(a: Scored, b: Scored): number {
  return b.score - a.score || (a.id < b.id ? 1 : -1);
}

/** Adds to the few best documents which clues they matched, by reading the postings once more. */
function explain(best: readonly Scored[], clues: readonly Clue[], room: PostingsRoom): SearchHit[] {
  const matches = new Map(best.map((scored) => [scored, [] as Clue[]]));
  for (const tier of new Set(best.map((scored) => scored.tier))) {
    const wanted = new Map(
      best.filter((scored) => scored.tier === tier).map((scored) => [scored.document, scored]),
    );
    for (const clue of clues) {
      const found = tier.read(clue.term, room);
      for (let index = 0; index < found; index++) {
        const scored = wanted.get(room.documents[index] ?? 0);
        if (scored !== undefined) matches.get(scored)?.push(clue);
      }
    }
  }
  const ideal = clues.reduce(
    (sum, clue) => sum + clue.information * (clue.kind === "place" ? 1 : SATURATION + 1),
    0,
  );
  const words = clues.filter((clue) => clue.kind === "word").reduce((sum, clue) => sum + clue.information, 0);
  return best.map((scored) => hitOf(scored, matches.get(scored) ?? [], ideal, words));
}

function hitOf(scored: Scored, matched: readonly Clue[], ideal: number, words: number): SearchHit {
  const found = matched.filter((clue) => clue.kind === "word");
  const near = matched.filter((clue) => clue.near);
  const information = found.reduce((sum, clue) => sum + clue.information, 0);
  return {
    id: scored.id,
    relevance: Math.min(1, scored.score / ideal),
    coverage: words === 0 ? 0 : Math.min(1, information / words),
    matched: [...new Set(found.map((clue) => clue.source))].slice(0, MOST_MATCHED),
    nearPaths: [...new Set(near.map((clue) => clue.source))],
  };
}
