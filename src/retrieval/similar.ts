// Finds stored learnings that say nearly the same as a draft, in whatever order and lightly reworded.
import { newestFirst } from "../shared/ids.ts";
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
 * From this similarity on two learnings count as one. Set where 1 % of 596 real learnings have an earlier one as near, and
 * at least 98 % of copies with dropped, replaced and reordered words are still found.
 */
export const DUPLICATE_SIMILARITY = 0.65;

/** Documents sharing most with the draft that are then compared in full. */
const CANDIDATES = 24;
/**
 * A term in more documents finds no candidates, as a repeated text shares rarer terms too. This bounds the cost of a draft:
 * 0.7 of that with all terms, against 10,000 generated learnings.
 */
const TOO_COMMON = 1_000;
/** Added to every word's information, so that a corpus of three learnings gives about the values of one of thousands. */
const BASE_INFORMATION = 2;

/**
 * Dice's coefficient over words weighted by information, with the square roots of their counts; 0 to 1. Values below
 * `atLeast` may be left out, which saves most of the work.
 */
export function similarTo(
  corpus: Corpus,
  { title, body, tags }: DraftText,
  limit: number,
  atLeast = 0,
): { id: string; similarity: number }[] {
  const informationOf = informationOnce(corpus);
  const counts = indexDocument({ title, body, tags, id: "", paths: [] }).counts;
  const words = new Map([...counts].filter(([term]) => isWord(term)));
  const telling = tellingTerms(words, informationOf, atLeast);
  const room = roomFor(corpus);
  return corpus.shelves
    .flatMap((shelf) => candidates(shelf, telling, room))
    .map(({ shelf, document }) => ({
      id: shelf.tier.id(document),
      similarity: dice(words, shelf.tier.words(document), informationOf),
    }))
    .filter(({ similarity }) => similarity >= atLeast)
    .sort((a, b) => b.similarity - a.similarity || newestFirst(a, b))
    .slice(0, limit);
}

/** For each of these documents, the others that are at least so similar to it. */
export function alikeAmong(
  corpus: Corpus,
  ids: readonly string[],
  atLeast: number,
): ReadonlyMap<string, readonly string[]> {
  const informationOf = informationOnce(corpus);
  const texts = ids.flatMap((id) => {
    const place = corpus.places.get(id);
    return place ? [{ id, length: lengthOf(place), words: once(() => wordsOf(place)) }] : [];
  });
  const found = new Map<string, string[]>();
  for (const [at, one] of texts.entries()) {
    for (const other of texts.slice(at + 1)) {
      // Similar texts have similar lengths, which saves reading the words of most.
      const shorter = Math.min(one.length, other.length);
      const longer = Math.max(one.length, other.length);
      if (shorter < (longer * atLeast) / (2 - atLeast)) continue;
      const words = one.words();
      const others = other.words();
      if (dice(words, others, UNWEIGHED) < atLeast * NEARLY) continue;
      if (dice(words, others, informationOf) < atLeast) continue;
      found.set(one.id, [...(found.get(one.id) ?? []), other.id]);
      found.set(other.id, [...(found.get(other.id) ?? []), one.id]);
    }
  }
  return found;
}

/**
 * A cheap first test without weights: looking up how rare each word is takes most of the time, and texts with few common
 * words share few rare ones.
 */
const UNWEIGHED: Information = () => 1;
const NEARLY = 0.8;

const lengthOf = ({ shelf, document }: Place): number => shelf.tier.lengths[document] ?? 0;
const wordsOf = ({ shelf, document }: Place): Map<string, number> => shelf.tier.words(document);

function once<Value>(read: () => Value): () => Value {
  let known: Value | undefined;
  return () => {
    known ??= read();
    return known;
  };
}

function informationOnce(corpus: Corpus): Information {
  const known = new Map<string, number>();
  const read = informationIn(corpus);
  return (term) => {
    const information = known.get(term) ?? BASE_INFORMATION + read(term);
    known.set(term, information);
    return information;
  };
}

type Information = (term: string) => number;

/** Terms by which candidates are found, and the share of them that a candidate must have. */
interface Telling {
  readonly terms: readonly { readonly term: string; readonly count: number; readonly weight: number }[];
  readonly least: number;
}

/**
 * A text as similar as `atLeast` shares this part of the draft's weight: both / all >= t / (2 - t), as it has itself
 * at least what it shares. Half of that part must then lie in all but the commonest terms that weigh the other half
 * (prefix filtering: Chaudhuri, Ganti and Kaushik 2006, "A Primitive Operator for Similarity Joins").
 */
function tellingTerms(words: ReadonlyMap<string, number>, of: Information, atLeast: number): Telling {
  const weighed = [...words].map(([term, count]) => ({ term, count, weight: of(term) }));
  const all = weighed.reduce((sum, { count, weight }) => sum + weight * Math.sqrt(count), 0);
  const half = (all * atLeast) / (2 - atLeast) / 2;
  // Sorted by weight, as a rarer word tells more.
  weighed.sort((a, b) => a.weight - b.weight);
  let left = half;
  const terms = weighed.filter(({ count, weight }) => {
    left -= weight * Math.sqrt(count);
    return left < 0;
  });
  return { terms, least: half };
}

function candidates(shelf: Shelf, { terms, least }: Telling, room: PostingsRoom): Place[] {
  const { tier, hidden } = shelf;
  const shared = new Float64Array(tier.size);
  let skipped = 0;
  for (const { term, count, weight } of terms) {
    if (tier.frequency(term) > TOO_COMMON) {
      skipped += weight * Math.sqrt(count);
      continue;
    }
    const found = tier.read(term, room);
    for (let index = 0; index < found; index++) {
      const document = room.documents[index] ?? 0;
      const both = Math.sqrt(Math.min(count, room.counts[index] ?? 0));
      shared[document] = (shared[document] ?? 0) + weight * both;
    }
  }
  return largest(shared, CANDIDATES, (document) => {
    const share = shared[document] ?? 0;
    return hidden[document] === 1 || share < least - skipped
      ? 0
      : share / Math.sqrt(tier.lengths[document] ?? 1);
  }).map((document) => ({ shelf, document }));
}

/**
 * The documents with the largest share, largest first, the older one of equals; sorting all of them took a third of the
 * time.
 */
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
