// An immutable part of the index as bytes: written once, kept in the cache, searched without unpacking it.
import { createHash } from "node:crypto";
import { createReader, createWriter } from "./bytes.ts";
import type { IndexedDocument, Tier } from "./tier.ts";

/** Raise it whenever the analysis or the layout changes: a cache of another version is then rebuilt. */
const FORMAT = "agentops-segment-1\n";
const CHECKSUM_BYTES = 16;
/** Documents, terms, and the byte lengths of the documents and of the terms. */
const HEADER_NUMBERS = 4;
const BODY_START = FORMAT.length + CHECKSUM_BYTES;
const SECTIONS_START = BODY_START + HEADER_NUMBERS * 4;

/**
 * Packs documents into one segment. Layout: format line, checksum of the rest, header, then documents (id, length,
 * and counts by term number), where each document starts, the terms in byte order, where each term and its
 * postings start, and the postings (differences of document numbers, counts).
 */
export function encodeSegment(documents: readonly IndexedDocument[]): Buffer {
  const terms = termPostings(documents);
  const numbers = new Map(terms.map(([term], index) => [term, index]));
  const rows = writeDocuments(documents, numbers);
  const dictionary = writeTerms(terms);
  const body = Buffer.concat([
    uint32([documents.length, terms.length, rows.bytes.length, dictionary.names.length]),
    uint32(rows.starts),
    uint32(dictionary.nameEnds),
    uint32(dictionary.starts),
    rows.bytes,
    dictionary.names,
    dictionary.postings,
  ]);
  return Buffer.concat([Buffer.from(FORMAT), checksum(body), body]);
}

/** Every term with its postings (document number, count, …), in the byte order that the search relies on. */
function termPostings(documents: readonly IndexedDocument[]): [string, number[]][] {
  const postings = new Map<string, number[]>();
  documents.forEach((document, number) => {
    for (const [term, count] of document.counts) {
      const list = postings.get(term);
      if (list === undefined) postings.set(term, [number, count]);
      else list.push(number, count);
    }
  });
  return [...postings].sort(([a], [b]) => (byteKey(a) < byteKey(b) ? -1 : 1));
}

/** A text whose order in JavaScript, which compares UTF-16 units, is the order of the UTF-8 bytes of `term`. */
function byteKey(term: string): string {
  return /^[\0-\x7f]*$/.test(term) ? term : Buffer.from(term).toString("latin1");
}

function writeDocuments(documents: readonly IndexedDocument[], numbers: ReadonlyMap<string, number>) {
  const writer = createWriter();
  const starts: number[] = [];
  for (const document of documents) {
    starts.push(writer.length());
    writer.number(Buffer.byteLength(document.id));
    writer.text(document.id);
    writer.number(document.length);
    writer.number(document.counts.size);
    const counts = [...document.counts].map(([term, count]): [number, number] => [
      numbers.get(term) ?? 0,
      count,
    ]);
    let previous = 0;
    for (const [number, count] of counts.sort(([a], [b]) => a - b)) {
      writer.number(number - previous);
      writer.number(count);
      previous = number;
    }
  }
  return { bytes: writer.done(), starts };
}

function writeTerms(terms: readonly [string, number[]][]) {
  const names = createWriter();
  const postings = createWriter();
  const nameEnds: number[] = [];
  const starts: number[] = [];
  for (const [term, list] of terms) {
    names.text(term);
    nameEnds.push(names.length());
    starts.push(postings.length());
    postings.number(list.length / 2);
    let previous = 0;
    for (let index = 0; index < list.length; index += 2) {
      const number = list[index] ?? 0;
      postings.number(number - previous);
      postings.number(list[index + 1] ?? 0);
      previous = number;
    }
  }
  return { names: names.done(), postings: postings.done(), nameEnds, starts };
}

function uint32(values: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(values.length * 4);
  values.forEach((value, index) => {
    bytes.writeUInt32LE(value, index * 4);
  });
  return bytes;
}

function checksum(body: Buffer): Buffer {
  return createHash("sha256").update(body).digest().subarray(0, CHECKSUM_BYTES);
}

/**
 * Opens a segment for searching; keeps a reference to `bytes`, which must not change afterwards.
 * Throws an Error if the bytes are not a segment of this format, are cut short or were changed.
 */
export function openSegment(bytes: Buffer): Tier {
  const body = bytes.subarray(BODY_START);
  const format = bytes.toString("latin1", 0, FORMAT.length);
  if (format !== FORMAT || bytes.length < SECTIONS_START)
    throw new Error("not a search segment of this version");
  if (!checksum(body).equals(bytes.subarray(FORMAT.length, BODY_START)))
    throw new Error("damaged search segment");

  const at = (index: number): number => bytes.readUInt32LE(BODY_START + index * 4);
  const [size, termCount, rowBytes, nameBytes] = [at(0), at(1), at(2), at(3)];
  const rowStart = (document: number): number => rows + at(HEADER_NUMBERS + document);
  const nameEnd = (term: number): number => (term < 0 ? 0 : at(HEADER_NUMBERS + size + term));
  const rows = SECTIONS_START + (size + 2 * termCount) * 4;
  const names = rows + rowBytes;
  const postings = names + nameBytes;

  const find = (term: string): number => {
    const wanted = Buffer.from(term);
    let low = 0;
    let high = termCount - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const order = wanted.compare(bytes, names + nameEnd(middle - 1), names + nameEnd(middle));
      if (order === 0) return middle;
      if (order < 0) high = middle - 1;
      else low = middle + 1;
    }
    return -1;
  };
  const readerOf = (term: string) => {
    const number = find(term);
    return number < 0
      ? undefined
      : createReader(bytes, postings + at(HEADER_NUMBERS + size + termCount + number));
  };

  const ids: string[] = [];
  const lengths = new Uint32Array(size);
  let totalLength = 0;
  for (let document = 0; document < size; document++) {
    const reader = createReader(bytes, rowStart(document));
    ids.push(reader.text(reader.number()));
    const length = reader.number();
    lengths[document] = length;
    totalLength += length;
  }

  return {
    ids,
    lengths,
    totalLength,
    frequency: (term) => readerOf(term)?.number() ?? 0,
    read(term, room) {
      const reader = readerOf(term);
      if (reader === undefined) return 0;
      const found = reader.number();
      let document = 0;
      for (let index = 0; index < found; index++) {
        document += reader.number();
        room.documents[index] = document;
        room.counts[index] = reader.number();
      }
      return found;
    },
    document(number) {
      const reader = createReader(bytes, rowStart(number));
      const id = reader.text(reader.number());
      const length = reader.number();
      const counts = new Map<string, number>();
      let term = 0;
      for (let left = reader.number(); left > 0; left--) {
        term += reader.number();
        counts.set(bytes.toString("utf8", names + nameEnd(term - 1), names + nameEnd(term)), reader.number());
      }
      return { id, length, counts };
    },
  };
}
