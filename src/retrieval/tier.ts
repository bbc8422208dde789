// The one shape in which ranking sees indexed documents, whether fresh in memory or packed in a segment.

/** A document after analysis: all that the index keeps of it. */
export interface IndexedDocument {
  readonly id: string;
  /** Weighted number of words, the length that ranking normalises by. */
  readonly length: number;
  /** Weighted occurrences of each term; whole numbers from 1. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Room for one term's postings, reused between terms so that a query allocates nothing per posting. */
export interface PostingsRoom {
  readonly documents: Uint32Array;
  readonly counts: Uint32Array;
}

export interface Tier {
  readonly ids: readonly string[];
  /** By document number, as in `IndexedDocument`. */
  readonly lengths: ArrayLike<number>;
  readonly totalLength: number;
  /** How many documents hold the term. */
  frequency(term: string): number;
  /** Copies the term's postings, ascending by document number, into `room`; returns how many there are. */
  read(term: string, room: PostingsRoom): number;
  /** One document as it was indexed. */
  document(number: number): IndexedDocument;
}

/** A tier that documents can be added to. */
export interface FreshTier extends Tier {
  add(document: IndexedDocument): void;
}

export function createFreshTier(): FreshTier {
  const documents: IndexedDocument[] = [];
  const ids: string[] = [];
  const lengths: number[] = [];
  const postings = new Map<string, number[]>();
  let totalLength = 0;
  return {
    ids,
    lengths,
    get totalLength() {
      return totalLength;
    },
    add(document) {
      const number = documents.push(document) - 1;
      ids.push(document.id);
      lengths.push(document.length);
      totalLength += document.length;
      for (const [term, count] of document.counts) {
        const list = postings.get(term);
        if (list === undefined) postings.set(term, [number, count]);
        else list.push(number, count);
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
    document(number) {
      const document = documents[number];
      if (document === undefined)
        throw new RangeError(`no document ${number} in a tier of ${documents.length}`);
      return document;
    },
  };
}
