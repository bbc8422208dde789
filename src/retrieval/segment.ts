// Holds an immutable part of the index as bytes, which are kept in the cache and searched without unpacking.
import { createHash } from "node:crypto";
import { createReader } from "./bytes.ts";
import { LINK, saidWords } from "./index-document.ts";
import type { TermEntry, Tier } from "./tier.ts";

/** Raised with every change of the analysis or the layout, so that a cache of another version is rebuilt. */
export const SEGMENT_VERSION = 4;
const FORMAT = `agentops-segment-${SEGMENT_VERSION}\n`;
const CHECKSUM_BYTES = 16;
/** The counts of documents and terms, the byte lengths of both, and the sum of lengths that ranking uses. */
const HEADER_NUMBERS = 5;
/** How many terms keep their place in memory, enough for a few queries. */
const MOST_PLACES = 2_000;
const BODY_START = FORMAT.length + CHECKSUM_BYTES;
const NUMBERS_START = BODY_START + HEADER_NUMBERS * 4;

/** The sections of a segment; `…Starts` and `nameEnds` are offsets into them. */
export interface SegmentParts {
  /** By document: id, number of words and links, and for each its term number and count. */
  readonly documents: Buffer;
  readonly documentStarts: readonly number[];
  /** By document, as in `IndexedDocument`. */
  readonly lengths: readonly number[];
  /** The numbers of the documents in the order of their ids. */
  readonly order: readonly number[];
  /** All terms in the order of their bytes. */
  readonly names: Buffer;
  readonly nameEnds: readonly number[];
  /** By term: number of documents, and for each the difference to the one before and the count. */
  readonly postings: Buffer;
  readonly postingStarts: readonly number[];
}

/** Joins the sections: format line, checksum of the rest, header, offsets, sections. */
export function joinSegment(parts: SegmentParts): Buffer {
  const { documents, documentStarts, lengths, order, names, nameEnds, postings, postingStarts } = parts;
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const header = [documentStarts.length, nameEnds.length, documents.length, names.length, total];
  const numbers = bytesOf(
    Uint32Array.from([...header, ...documentStarts, ...lengths, ...order, ...nameEnds, ...postingStarts]),
  );
  const body = Buffer.concat([numbers, documents, names, postings]);
  return Buffer.concat([Buffer.from(FORMAT), checksum(body), body]);
}

/** In a fixed byte order, as typed arrays use the machine's and a cache may move to another. */
function bytesOf(numbers: Uint32Array): Buffer {
  const bytes = Buffer.from(numbers.buffer);
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] === 0) bytes.swap32();
  return bytes;
}

function checksum(body: Buffer): Buffer {
  return createHash("sha256").update(body).digest().subarray(0, CHECKSUM_BYTES);
}

/** False for what another version has written. */
export const isSegment = (bytes: Buffer): boolean => bytes.toString("latin1", 0, FORMAT.length) === FORMAT;

/**
 * Opens a segment for searching; keeps a reference to `bytes`, which must not change afterwards. Throws an Error if the
 * bytes are not a segment of this format, or are cut short; checks the checksum too unless `isVerified`.
 */
export function openSegment(bytes: Buffer, isVerified = false): Tier {
  if (!isSegment(bytes) || bytes.length < NUMBERS_START)
    throw new Error("not a search segment of this version");
  const expected = bytes.subarray(FORMAT.length, BODY_START);
  if (!isVerified && !checksum(bytes.subarray(BODY_START)).equals(expected))
    throw new Error("damaged search segment");

  const header = (index: number): number => bytes.readUInt32LE(BODY_START + index * 4);
  const [size, termCount] = [header(0), header(1)];
  const offset = (index: number): number => bytes.readUInt32LE(NUMBERS_START + index * 4);
  const documentsAt = NUMBERS_START + (3 * size + 2 * termCount) * 4;
  const namesAt = documentsAt + header(2);
  const postingsAt = namesAt + header(3);

  const nameEnd = (term: number): number => namesAt + (term < 0 ? 0 : offset(3 * size + term));
  const nameOf = (term: number, encoding: "utf8" | "latin1"): string =>
    bytes.toString(encoding, nameEnd(term - 1), nameEnd(term));
  const postingsOf = (term: number) => createReader(bytes, postingsAt + offset(3 * size + termCount + term));
  const search = (term: string): number => {
    const wanted = Buffer.from(term);
    let low = 0;
    let high = termCount - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const order = wanted.compare(bytes, nameEnd(middle - 1), nameEnd(middle));
      if (order === 0) return middle;
      if (order < 0) high = middle - 1;
      else low = middle + 1;
    }
    return -1;
  };
  const places = new Map<string, number>();
  /** Cached, as a query asks for each term several times: how rare it is, where it stands, and what it explains. */
  const find = (term: string): number => {
    const known = places.get(term);
    if (known !== undefined) return known;
    if (places.size >= MOST_PLACES) places.clear();
    const found = search(term);
    places.set(term, found);
    return found;
  };
  const openDocument = (document: number) => {
    const reader = createReader(bytes, documentsAt + offset(document));
    const id = reader.text(reader.number());
    return { id, reader };
  };
  const idOf = (document: number): string => openDocument(document).id;
  const inOrder = (at: number): number => offset(2 * size + at);
  const findId = (id: string): number => {
    let [low, high] = [0, size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (idOf(inOrder(middle)) < id) low = middle + 1;
      else high = middle;
    }
    const document = low < size ? inOrder(low) : -1;
    return document >= 0 && idOf(document) === id ? document : -1;
  };
  /** The document's terms, all or those whose names begin with this byte. */
  function* kept(document: number, first?: number): Iterable<[string, number]> {
    const { reader } = openDocument(document);
    let term = 0;
    for (let left = reader.number(); left > 0; left--) {
      term += reader.number();
      const count = reader.number();
      // Most names are not needed, and making a string of each took most of a query's time.
      if (first === undefined || bytes[nameEnd(term - 1)] === first) yield [nameOf(term, "utf8"), count];
    }
  }

  const lengths = new Uint32Array(size);
  Buffer.from(lengths.buffer).set(bytes.subarray(NUMBERS_START + size * 4, NUMBERS_START + 2 * size * 4));
  bytesOf(lengths);

  return {
    size,
    id: idOf,
    find: findId,
    *fallingIds() {
      for (let at = size - 1; at >= 0; at--) yield idOf(inOrder(at));
    },
    lengths,
    totalLength: header(4),
    frequency(term) {
      const number = find(term);
      return number < 0 ? 0 : postingsOf(number).number();
    },
    read(term, room) {
      const number = find(term);
      if (number < 0) return 0;
      const reader = postingsOf(number);
      const found = reader.number();
      let document = 0;
      for (let index = 0; index < found; index++) {
        document += reader.number();
        room.documents[index] = document;
        room.counts[index] = reader.number();
      }
      return found;
    },
    words: (document) => saidWords(kept(document)),
    links: (document) => [...kept(document, LINK.charCodeAt(0))].map(([term]) => term.slice(LINK.length)),
    *entries(): Iterable<TermEntry> {
      for (let term = 0; term < termCount; term++) {
        const reader = postingsOf(term);
        const postings: number[] = [];
        let document = 0;
        for (let left = reader.number(); left > 0; left--) {
          document += reader.number();
          postings.push(document, reader.number());
        }
        yield [nameOf(term, "latin1"), postings];
      }
    },
  };
}
