// Defines the one shape in which ranking sees indexed documents, fresh in memory or packed in a segment.
import { type IndexedDocument, LINK, saidWords, storedName } from "./index-document.ts";

/** Buffers for one term's postings, reused between terms so that a query allocates nothing per posting. */
export interface PostingsRoom {
  readonly documents: Uint32Array;
  readonly counts: Uint32Array;
}

/** A term by its stored name, with document, count, … */
export type TermEntry = readonly [term: string, postings: readonly number[]];

export interface Tier {
  /** How many documents it holds. */
  readonly size: number;
  id(document: number): string;
  /** The number of the document with that id, the last one where there are several; -1 where there is none. */
  find(id: string): number;
  /** All ids, the greatest first. */
  fallingIds(): Iterable<string>;
  /** By document number, as in `IndexedDocument`. */
  readonly lengths: ArrayLike<number>;
  readonly totalLength: number;
  /** How many documents hold the term. */
  frequency(term: string): number;
  /** Copies the term's postings, ascending by document number, into `room`; returns how many there are. */
  read(term: string, room: PostingsRoom): number;
  /** The counts of a document's words, without those of its symptoms. */
  words(document: number): Map<string, number>;
  /** The ids that a document cites. */
  links(document: number): string[];
  /** All terms in the order of their stored names. */
  entries(): Iterable<TermEntry>;
}

/** Counts that share a number with a document are below this, so that the number is a small one for the engine. */
const COUNTS = 256;

/** A tier that documents can be added to. */
export interface FreshTier extends Tier {
  add(document: IndexedDocument): void;
}

export function createFreshTier(): FreshTier {
  const ids: string[] = [];
  const numbers = new Map<string, number>();
  const lengths: number[] = [];
  /** By document its terms, and their counts beside them: a map of each would take four times as much room. */
  const terms: string[][] = [];
  const counted: number[][] = [];
  const countsOf = (document: number): (readonly [string, number])[] =>
    (terms[document] ?? []).map((term, at) => [term, counted[document]?.[at] ?? 0] as const);
  /** Most terms are pairs of words that one document holds: of those document and count are one number. */
  const postings = new Map<string, number | number[]>();
  const listOf = (term: string): readonly number[] => {
    const found = postings.get(term) ?? [];
    return typeof found === "number" ? [Math.floor(found / COUNTS), found % COUNTS] : found;
  };
  let totalLength = 0;
  return {
    get size() {
      return ids.length;
    },
    id: (document) => ids[document] ?? "",
    find: (id) => numbers.get(id) ?? -1,
    fallingIds: () => [...numbers.keys()].sort().reverse(),
    lengths,
    get totalLength() {
      return totalLength;
    },
    add({ id, length, counts }) {
      const document = ids.push(id) - 1;
      numbers.set(id, document);
      lengths.push(length);
      totalLength += length;
      terms.push([...counts.keys()]);
      counted.push([...counts.values()]);
      for (const [term, count] of counts) {
        const known = postings.get(term);
        if (known === undefined && count < COUNTS) postings.set(term, document * COUNTS + count);
        else if (typeof known === "object") known.push(document, count);
        else postings.set(term, [...listOf(term), document, count]);
      }
    },
    frequency: (term) => listOf(term).length / 2,
    read(term, room) {
      const list = listOf(term);
      for (let index = 0; index < list.length; index += 2) {
        room.documents[index / 2] = list[index] ?? 0;
        room.counts[index / 2] = list[index + 1] ?? 0;
      }
      return list.length / 2;
    },
    words: (document) => saidWords(countsOf(document)),
    links: (document) =>
      (terms[document] ?? []).flatMap((term) => (term.startsWith(LINK) ? [term.slice(LINK.length)] : [])),
    entries() {
      /** By the name that a segment stores. */
      const termOf = new Map(Array.from(postings.keys(), (term) => [storedName(term), term]));
      // Without a function to compare by, hundreds of thousands are in order in a third of the time.
      return [...termOf.keys()].sort().map((name): TermEntry => [name, listOf(termOf.get(name) ?? name)]);
    },
  };
}
