// Holds an immutable part of the index as bytes, which are kept in the cache and searched without unpacking.

import { createHash } from "node:crypto";
import { firstWhere } from "../shared/first-where.ts";
import { createReader } from "./bytes.ts";
import { LINK, saidWords, storedName } from "./index-document.ts";
import { type Bytes, inMemory } from "./places.ts";
import type { TermEntry, Tier } from "./tier.ts";

/** Raise it whenever the analysis or the layout changes: a cache of another version is then rebuilt. */
export const SEGMENT_VERSION = 5;
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
  /** The stored names of all terms, in order. */
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
export const isSegment = (bytes: Bytes): boolean =>
  bytes.length >= NUMBERS_START && bytes.part(0, FORMAT.length).toString("latin1") === FORMAT;

/**
 * Opens a segment for searching; keeps a reference to `bytes`, which must not change afterwards.
 * Throws an Error if the bytes are not a segment of this format, are cut short or were changed.
 */
export function openSegment(bytes: Buffer): Tier {
  const tier = openKeptSegment(inMemory(bytes));
  const expected = bytes.subarray(FORMAT.length, BODY_START);
  if (!checksum(bytes.subarray(BODY_START)).equals(expected)) throw new Error("damaged search segment");
  return tier;
}

/** The same for one that is believed; of it no more is read than what is asked for. */
export function openKeptSegment(bytes: Bytes): Tier {
  if (!isSegment(bytes)) throw new Error("not a search segment of this version");
  const header = (index: number): number => bytes.uint32(BODY_START + index * 4);
  const [size, termCount] = [header(0), header(1)];
  const offset = (index: number): number => bytes.uint32(NUMBERS_START + index * 4);
  const documentsAt = NUMBERS_START + (3 * size + 2 * termCount) * 4;
  const namesAt = documentsAt + header(2);
  const postingsAt = namesAt + header(3);
  if (postingsAt > bytes.length) throw new Error("damaged search segment");

  const nameEnd = (term: number): number => namesAt + (term < 0 ? 0 : offset(3 * size + term));
  const name = (term: number): Buffer => bytes.part(nameEnd(term - 1), nameEnd(term));
  const postingStart = (term: number): number =>
    term === termCount ? bytes.length : postingsAt + offset(3 * size + termCount + term);
  const postingsOf = (term: number) =>
    createReader(bytes.part(postingStart(term), postingStart(term + 1)), 0);
  /** The first term that has this name, or comes after it. */
  const firstFrom = (wanted: Buffer): number =>
    firstWhere(termCount, (term) => wanted.compare(name(term)) <= 0);
  const search = (term: string): number => {
    const wanted = Buffer.from(storedName(term), "latin1");
    const found = firstFrom(wanted);
    return found < termCount && wanted.equals(name(found)) ? found : -1;
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
    const end = document + 1 < size ? documentsAt + offset(document + 1) : namesAt;
    const reader = createReader(bytes.part(documentsAt + offset(document), end), 0);
    const id = reader.text(reader.number());
    return { id, reader };
  };
  const idOf = (document: number): string => openDocument(document).id;
  const inOrder = (at: number): number => offset(2 * size + at);
  const findId = (id: string): number => {
    const at = firstWhere(size, (each) => idOf(inOrder(each)) >= id);
    const document = at < size ? inOrder(at) : -1;
    return document >= 0 && idOf(document) === id ? document : -1;
  };
  /** The numbers and counts of the document's terms from one number on and below another. */
  function* kept(document: number, from: number, below: number): Iterable<[number, number]> {
    const { reader } = openDocument(document);
    let term = 0;
    for (let left = reader.number(); left > 0; left--) {
      term += reader.number();
      const count = reader.number();
      if (term >= from && term < below) yield [term, count];
    }
  }
  const textOf = (term: number): string => name(term).toString("utf8");
  let linkTerms: readonly [from: number, below: number] | null = null;

  const lengths = new Uint32Array(size);
  Buffer.from(lengths.buffer).set(bytes.part(NUMBERS_START + size * 4, NUMBERS_START + 2 * size * 4));
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
      if (number < 0) return 0;
      const start = postingStart(number);
      return createReader(bytes.part(start, Math.min(bytes.length, start + LONGEST_NUMBER)), 0).number();
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
    words: (document) =>
      saidWords(Array.from(kept(document, 0, termCount), ([term, count]) => [textOf(term), count] as const)),
    links(document) {
      // Their names lie together; to read those of all its words took most of a query's time.
      linkTerms ??= [firstFrom(Buffer.from(LINK)), firstFrom(Buffer.from(AFTER_LINK))];
      return Array.from(kept(document, ...linkTerms), ([term]) => textOf(term).slice(LINK.length));
    },
    *entries(): Iterable<TermEntry> {
      const names = bytes.part(namesAt, postingsAt);
      const reader = createReader(bytes.part(postingsAt, bytes.length), 0);
      let start = 0;
      for (let term = 0; term < termCount; term++) {
        const postings: number[] = [];
        let document = 0;
        for (let left = reader.number(); left > 0; left--) {
          document += reader.number();
          postings.push(document, reader.number());
        }
        const end = nameEnd(term) - namesAt;
        yield [names.toString("latin1", start, end), postings];
        start = end;
      }
    },
  };
}

/** Bytes of a number at most. */
const LONGEST_NUMBER = 5;
/** The character after it. */
const AFTER_LINK = String.fromCharCode(LINK.charCodeAt(0) + 1);
