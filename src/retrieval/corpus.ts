// Joins all tiers into the one corpus that ranking reads, with counts summed at query time.
import type { PostingsRoom, Tier } from "./tier.ts";

/** A tier with its hidden documents: by document number, 1 hides it. */
export interface Shelf {
  readonly tier: Tier;
  readonly hidden: number[] | Uint8Array;
  /**
   * Numbers of the hidden documents, so that they count in no statistic; else clones with the same lessons would rank
   * differently.
   */
  readonly gone: number[];
}

/** A shelf to which nothing is added; `gone` may still grow. */
export function shelve(tier: Tier, gone: readonly number[] = []): Shelf {
  const hidden = new Uint8Array(tier.size);
  for (const document of gone) hidden[document] = 1;
  return { tier, hidden, gone: [...gone] };
}

/** Where a visible document lies. */
export interface Place {
  readonly shelf: Shelf;
  readonly document: number;
}

export interface Corpus {
  readonly shelves: readonly Shelf[];
  readonly places: Pick<ReadonlyMap<string, Place>, "get" | "has">;
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
  let documents = 0;
  let length = 0;
  for (const { tier, gone } of shelves) {
    documents += tier.size - gone.length;
    length += tier.totalLength;
    for (const document of gone) length -= tier.lengths[document] ?? 0;
  }
  return { documents, meanLength: length / Math.max(1, documents) || 1 };
}

/** How many visible documents hold a term, as a function of the term. */
export function frequencyIn(corpus: Corpus): (term: string) => number {
  const room = corpus.shelves.some(({ gone }) => gone.length > 0) ? roomFor(corpus) : null;
  return (term) => {
    let visible = 0;
    for (const { tier, hidden, gone } of corpus.shelves) {
      if (room === null || gone.length === 0) {
        visible += tier.frequency(term);
        continue;
      }
      const found = tier.read(term, room);
      visible += found;
      for (let index = 0; index < found; index++) visible -= hidden[room.documents[index] ?? 0] ?? 0;
    }
    return visible;
  };
}

/** Room for the postings of any term of the corpus. */
export function roomFor({ shelves }: Corpus): PostingsRoom {
  const largest = shelves.reduce((most, { tier }) => Math.max(most, tier.size), 0);
  return { documents: new Uint32Array(largest), counts: new Uint32Array(largest) };
}
