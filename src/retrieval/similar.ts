// Finds stored learnings that say nearly the same as a draft, in whatever order and lightly reworded.
import { type Corpus, type Place, roomFor, type Shelf } from "./corpus.ts";
import { indexDocument, isWord } from "./index-document.ts";
import { informationIn } from "./information.ts";
import type { PostingsRoom } from "./tier.ts";

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
/**
 * A term in more documents than this finds no candidates: what repeats a text shares rarer ones with it too.
 * Bounds the cost of one draft: against 10,000 generated learnings it is 0.7 of that with all terms.
 */
const TOO_COMMON = 1_000;
/** Added to every word's information, so that a corpus of three learnings gives about the values of one of thousands. */
const BASE_INFORMATION = 2;

/** Dice's coefficient over words weighted by information, counts damped by their square root; 0 to 1. */
export function similarTo(
  corpus: Corpus,
  draft: DraftText,
  limit: number,
): { id: string; similarity: number }[] {
  const information = new Map<string, number>();
  const read = informationIn(corpus);
  const informationOf = (term: string): number => {
    let known = information.get(term);
    if (known === undefined) {
      known = BASE_INFORMATION + read(term);
      information.set(term, known);
    }
    return known;
  };
  const counts = indexDocument({ ...draft, id: "", paths: [], kind: "pattern" }).counts;
  const words = new Map([...counts].filter(([term]) => isWord(term)));
  const room = roomFor(corpus);
  return corpus.shelves
    .flatMap((shelf) => candidates(shelf, words, informationOf, room))
    .map(({ shelf, document }) => ({
      id: shelf.tier.ids[document] ?? "",
      similarity: dice(words, shelf.tier.words(document), informationOf),
    }))
    .sort((a, b) => b.similarity - a.similarity || (a.id < b.id ? 1 : -1))
    .slice(0, limit);
}

type Information = (term: string) => number;

function candidates(
  shelf: Shelf,
  words: ReadonlyMap<string, number>,
  of: Information,
  room: PostingsRoom,
): Place[] {
  const { tier, hidden } = shelf;
  const shared = new Float64Array(tier.ids.length);
  for (const [term, count] of words) {
    if (tier.frequency(term) > TOO_COMMON) continue;
    const found = tier.read(term, room);
    const weight = of(term);
    for (let index = 0; index < found; index++) {
      const document = room.documents[index] ?? 0;
      const both = Math.sqrt(Math.min(count, room.counts[index] ?? 0));
      shared[document] = (shared[document] ?? 0) + weight * both;
    }
  }
  return largest(shared, CANDIDATES, (document) =>
    hidden[document] === 1 ? 0 : (shared[document] ?? 0) / Math.sqrt(tier.lengths[document] ?? 1),
  ).map((document) => ({ shelf, document }));
}

/** The documents with the largest share, largest first, the older one of equals; sorting all of them took a third of the time. */
function largest(shared: Float64Array, count: number, shareOf: (document: number) => number): number[] {
  const best: { document: number; share: number }[] = [];
  for (let document = 0; document < shared.length; document++) {
    if (shared[document] === 0) continue;
    const share = shareOf(document);
    if (share <= (best.length === count ? (best.at(-1)?.share ?? 0) : 0)) continue;
    const at = best.findIndex((other) => other.share < share);
    best.splice(at < 0 ? best.length : at, 0, { document, share });
    if (best.length > count) best.pop();
  }
  return best.map(({ document }) => document);
}

function dice(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>, of: Information): number {
  let both = 0;
  let all = 0;
  for (const [term, count] of a) {
    all += of(term) * Math.sqrt(count);
    both += of(term) * Math.sqrt(Math.min(count, b.get(term) ?? 0));
  }
  for (const [term, count] of b) all += of(term) * Math.sqrt(count);
  return all === 0 ? 0 : (2 * both) / all;
}
