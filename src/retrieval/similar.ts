// Finds stored learnings that say nearly the same as a draft, in whatever order and lightly reworded.
import { indexDocument, isWord } from "./index-document.ts";
import { type Corpus, frequencyIn, informationOf, roomFor, totals } from "./rank.ts";
import type { Tier } from "./tier.ts";

export interface DraftText {
  readonly title: string;
  readonly body: string;
  readonly tags: readonly string[];
}

/**
 * From this similarity on, two learnings are taken as one: set where 1 % of 596 real learnings have an earlier
 * one as near, and 98 % or more of copies with dropped, replaced and reordered words are still found.
 */
export const DUPLICATE_SIMILARITY = 0.65;

/** Documents sharing most with the draft that are then compared in full. */
const CANDIDATES = 24;
/** Added to every word's information, so that a corpus of three learnings gives about the values of one of thousands. */
const BASE_INFORMATION = 2;

/** Dice's coefficient over words weighted by information, counts damped by their square root; 0 to 1. */
export function similarTo(
  corpus: Corpus,
  draft: DraftText,
  limit: number,
): { id: string; similarity: number }[] {
  const { documents } = totals(corpus.tiers);
  const information = new Map<string, number>();
  const informationIn = (term: string): number => {
    let known = information.get(term);
    if (known === undefined) {
      known = BASE_INFORMATION + informationOf(documents, frequencyIn(corpus.tiers, term));
      information.set(term, known);
    }
    return known;
  };
  const counts = indexDocument({ ...draft, id: "", paths: [], kind: "pattern" }).counts;
  const words = new Map([...counts].filter(([term]) => isWord(term)));
  return corpus.tiers
    .flatMap((tier, index) => candidates(tier, corpus.hidden[index] ?? [], words, informationIn))
    .map(({ tier, document }) => {
      const stored = tier.document(document);
      return { id: stored.id, similarity: dice(words, stored.counts, informationIn) };
    })
    .sort((a, b) => b.similarity - a.similarity || (a.id < b.id ? 1 : -1))
    .slice(0, limit);
}

type Information = (term: string) => number;

function candidates(
  tier: Tier,
  hidden: readonly number[],
  words: ReadonlyMap<string, number>,
  of: Information,
) {
  const room = roomFor([tier]);
  const shared = new Float64Array(tier.ids.length);
  for (const [term, count] of words) {
    const found = tier.read(term, room);
    for (let index = 0; index < found; index++) {
      const document = room.documents[index] ?? 0;
      const both = Math.sqrt(Math.min(count, room.counts[index] ?? 0));
      shared[document] = (shared[document] ?? 0) + of(term) * both;
    }
  }
  const found = [...shared.keys()].filter(
    (document) => (shared[document] ?? 0) > 0 && hidden[document] !== 1,
  );
  const share = (document: number): number =>
    (shared[document] ?? 0) / Math.sqrt(tier.lengths[document] ?? 1);
  const best = found.sort((a, b) => share(b) - share(a)).slice(0, CANDIDATES);
  return best.map((document) => ({ tier, document }));
}

function dice(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>, of: Information): number {
  let both = 0;
  let all = 0;
  for (const [term, count] of a) {
    all += of(term) * Math.sqrt(count);
    both += of(term) * Math.sqrt(Math.min(count, b.get(term) ?? 0));
  }
  for (const [term, count] of b) if (isWord(term)) all += of(term) * Math.sqrt(count);
  return all === 0 ? 0 : (2 * both) / all;
}
