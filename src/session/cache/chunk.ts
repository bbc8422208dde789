// Writes one chunk of the cache, and opens one so that only what is asked for is read.

import { createHash } from "node:crypto";
import { type Stats, statSync } from "node:fs";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import type { KeptPart } from "../../records/kept-parts.ts";
import { encodeRecords, openRecords } from "../../records/kept-records.ts";
import type { StoredRecord } from "../../records/origin.ts";
import type { JournalRecord } from "../../records/record.ts";
import { type Bytes, inPages } from "../../retrieval/places.ts";
import { replaceSynced } from "../../shared/files.ts";
import { type OpenFile, openFile } from "../../shared/open-file.ts";
import { sha256 } from "../../shared/sha256.ts";
import { type CachePlace, type ChunkEntry, folderOf, makeCacheFolder } from "./cache.ts";

/** Bytes hashed in one go, about 20 ms, so that a server goes on answering while it checks a large cache. */
const HASHED_AT_ONCE = 8 << 20;
/** Bytes read in one go, because records that are asked for one after another mostly lie beside each other. */
const READ_AT_ONCE = 16 << 10;
/** Bytes at the start of a chunk that hold the lengths of its index and of its records. */
const LENGTHS = 8;

export interface Chunk extends KeptPart {
  readonly name: string;
  readonly stamp: string;
  /** Its search segment, for searching it. */
  segment(): Bytes;
  /** All of it. */
  wholeSegment(): Buffer;
}

/**
 * Throws where the chunk is gone or damaged. A file with the stamp of its writing is trusted; any other, such as a copy, is
 * hashed first. `spoil` is called where a later read fails.
 */
export async function openChunk(
  place: CachePlace,
  { name, stamp, dead }: ChunkEntry,
  spoil: () => void,
): Promise<Chunk> {
  const file = openFile(path.join(folderOf(place), name));
  const { size } = file.stats;
  if (stampOf(file.stats) !== stamp && (await digestInTurns(file)) !== name) throw new Error("damaged chunk");
  const read = (start: number, end: number): Buffer => {
    try {
      return file.read(start, end);
    } catch {
      spoil();
      throw damaged();
    }
  };
  const lengths = file.read(0, LENGTHS);
  const linesAt = LENGTHS + lengths.readUInt32LE(0);
  const segmentAt = linesAt + lengths.readUInt32LE(4);
  const index = file.read(LENGTHS, linesAt);
  const records = openRecords(place.kinds, index, recordsFrom(read, { linesAt, segmentAt, spoil }));
  return {
    name,
    stamp,
    records,
    dead: new Set(dead),
    segment: () => inPages(size - segmentAt, (start, end) => read(segmentAt + start, segmentAt + end)),
    wholeSegment: () => read(segmentAt, size),
  };
}

const damaged = (): Error => new Error("the cache is damaged, and is made anew at the next call");

/** Kept under its digest, and on the disk for good: what is believed later must not be lost to a power cut. */
export async function saveChunk(
  place: CachePlace,
  { records, segment }: { readonly records: readonly StoredRecord[]; readonly segment: Buffer },
): Promise<ChunkEntry> {
  const { index, lines } = encodeRecords(place.kinds, records);
  const lengths = Buffer.alloc(LENGTHS);
  lengths.writeUInt32LE(index.length, 0);
  lengths.writeUInt32LE(lines.length, 4);
  const bytes = Buffer.concat([lengths, index, lines, segment]);
  const name = nameOf(sha256(bytes));
  const file = path.join(folderOf(place), name);
  await makeCacheFolder(place);
  await replaceSynced(file, bytes);
  return { name, stamp: stampOf(statSync(file)), dead: [] };
}

interface Lines {
  readonly linesAt: number;
  readonly segmentAt: number;
  readonly spoil: () => void;
}

/** Reads a record with what follows it, which is often asked for next. */
function recordsFrom(read: OpenFile["read"], { linesAt, segmentAt, spoil }: Lines) {
  let piece: { from: number; bytes: Buffer } = { from: 0, bytes: Buffer.alloc(0) };
  return (start: number, end: number): JournalRecord => {
    const [from, to] = [linesAt + start, linesAt + end];
    if (from < piece.from || to > piece.from + piece.bytes.length)
      piece = { from, bytes: read(from, Math.min(segmentAt, Math.max(to, from + READ_AT_ONCE))) };
    try {
      return JSON.parse(piece.bytes.toString("utf8", from - piece.from, to - piece.from));
    } catch {
      spoil();
      throw damaged();
    }
  };
}

async function digestInTurns({ read, stats: { size } }: OpenFile): Promise<string> {
  const hash = createHash("sha256");
  for (let at = 0; at < size; at += HASHED_AT_ONCE) {
    hash.update(read(at, Math.min(size, at + HASHED_AT_ONCE)));
    if (size > HASHED_AT_ONCE) await setImmediate();
  }
  return nameOf(hash.digest("hex"));
}

const nameOf = (digest: string): string => digest.slice(0, 32);
const stampOf = ({ ino, size, mtimeMs }: Stats): string => `${ino} ${size} ${mtimeMs}`;
