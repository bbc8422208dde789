// What ranking reads: all tiers as one corpus, with counts summed over them at query time.
import type { PostingsRoom, Tier } from "./tier.ts";

/** A tier with its hidden documents: by document number, 1 hides it. */
export interface Shelf {
  readonly tier: Tier;
  readonly hidden: number[];
}

/** Where a visible document lies. */
export interface Place {
  readonly shelf: Shelf;
  readonly document: number;
}

export interface Corpus {
  readonly shelves: readonly Shelf[];
  readonly places: ReadonlyMap<string, Place>;
  /** Ids of the last documents that were recorded, newest first. */
  readonly newest: readonly string[];
}

/** A document that matched, with its score so far. */
export interface Scored extends Place {
  readonly id: string;
  readonly score: number;
}

/** BM25's saturation (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework"). */
export const SATURATION = 1.2;

/** Documents and mean length over all tiers, so that scores do not depend on how documents are spread over them. */
export function totals({ shelves }: Corpus): { documents: number; meanLength: number } {
  const documents = shelves.reduce((sum, { tier }) => sum + tier.ids.length, 0);
  const length = shelves.reduce((sum, { tier }) => sum + tier.totalLength, 0);
  return { documents, meanLength: length / Math.max(1, documents) || 1 };
}

export function frequencyIn({ shelves }: Corpus, term: string): number {
  return shelves.reduce((sum, { tier }) => sum + tier.frequency(term), 0);
}

/** Room for the postings of any term of the corpus. */
export function roomFor({ shelves }: Corpus): PostingsRoom {
  const largest = shelves.reduce((most, { tier }) => Math.max(most, tier.ids.length), 0);
  return { documents: new Uint32Array(largest), counts: new Uint32Array(largest) };
}
