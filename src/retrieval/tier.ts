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

/** A tier that documents can be added to. */
export interface FreshTier extends Tier {
  add(document: IndexedDocument): void;
}

export function createFreshTier(): FreshTier {
  const ids: string[] = [];
  const numbers = new Map<string, number>();
  const lengths: number[] = [];
  const terms: IndexedDocument["counts"][] = [];
  const postings = new Map<string, number[]>();
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
      terms.push(counts);
      for (const [term, count] of counts) {
        const list = postings.get(term);
        if (list === undefined) postings.set(term, [document, count]);
        else list.push(document, count);
      }
    },
    frequency: (term) => (postings.get(term)?.length ?? 0) / 2,
    read(term, room) {
      const list = postings.get(term) ?? [];
      for (let index = 0; index < list.length; index += 2) {
        room.documents[index / 2] = list[index] ?? 0;
        room.counts[index / 2] = list[index + 1] ?? 0;
      }
      return list.length / 2;
    },
    words: (document) => saidWords(terms[document] ?? []),
    links: (document) =>
      [...(terms[document] ?? [])].flatMap(([term]) =>
        term.startsWith(LINK) ? [term.slice(LINK.length)] : [],
      ),
    entries() {
      const named = new Map(Array.from(postings, ([term, list]) => [storedName(term), list]));
      // Without a function to compare by, hundreds of thousands are in order in a third of the time.
      return [...named.keys()].sort().map((name): TermEntry => [name, named.get(name) ?? []]);
    },
  };
}
