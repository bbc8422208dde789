// Writes one chunk of the cache, and opens one so that only what is asked for is read.

import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import type { KeptPart } from "../../records/kept-parts.ts";
import { encodeRecords, openRecords } from "../../records/kept-records.ts";
import type { StoredRecord } from "../../records/origin.ts";
import type { JournalRecord } from "../../records/record.ts";
import { replaceSynced } from "../../shared/files.ts";
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
  /** Its search segment. */
  segment(): Buffer;
}

/** Stays open while anything reads from it, as another process may delete the file meanwhile. */
interface OpenFile {
  readonly handle: number;
}
const opened = new FinalizationRegistry<number>(closeSync);

/**
 * Throws where the chunk is gone or damaged. A file with the stamp of its writing is trusted; any other, such as a copy, is
 * hashed first. `spoil` is called where a later read fails.
 */
export async function openChunk(
  place: CachePlace,
  { name, stamp, dead }: ChunkEntry,
  spoil: () => void,
): Promise<Chunk> {
  const file: OpenFile = { handle: openSync(path.join(folderOf(place), name), "r") };
  opened.register(file, file.handle);
  const stats = fstatSync(file.handle);
  if (stampOf(stats) !== stamp && (await digestInTurns(file, stats.size)) !== name)
    throw new Error("damaged chunk");
  const lengths = readPart(file, 0, LENGTHS);
  const linesAt = LENGTHS + lengths.readUInt32LE(0);
  const segmentAt = linesAt + lengths.readUInt32LE(4);
  const index = readPart(file, LENGTHS, linesAt);
  const records = openRecords(place.kinds, index, recordsFrom(file, { linesAt, segmentAt, spoil }));
  return { name, stamp, records, dead: new Set(dead), segment: () => readPart(file, segmentAt, stats.size) };
}

/** Named by its digest and fsynced: a chunk that is trusted later must not be lost to a power cut. */
export async function saveChunk(
  place: CachePlace,
  { records, segment }: { readonly records: readonly StoredRecord[]; readonly segment: Buffer },
): Promise<ChunkEntry> {
  const { index, lines } = encodeRecords(place.kinds, records);
  const lengths = Buffer.alloc(LENGTHS);
  lengths.writeUInt32LE(index.length, 0);
  lengths.writeUInt32LE(lines.length, 4);
  const bytes = Buffer.concat([lengths, index, lines, segment]);
  const name = nameOf(createHash("sha256").update(bytes).digest("hex"));
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

/** Reads a record together with those behind it, which are often asked for next. */
function recordsFrom(file: OpenFile, { linesAt, segmentAt, spoil }: Lines) {
  let piece: { from: number; bytes: Buffer } = { from: 0, bytes: Buffer.alloc(0) };
  return (start: number, end: number): JournalRecord => {
    try {
      const [from, to] = [linesAt + start, linesAt + end];
      if (from < piece.from || to > piece.from + piece.bytes.length)
        piece = {
          from,
          bytes: readPart(file, from, Math.min(segmentAt, Math.max(to, from + READ_AT_ONCE))),
        };
      return JSON.parse(piece.bytes.toString("utf8", from - piece.from, to - piece.from));
    } catch {
      spoil();
      throw new Error("the cache is damaged, and is made anew at the next call");
    }
  };
}

function readPart({ handle }: OpenFile, start: number, end: number): Buffer {
  const part = Buffer.allocUnsafeSlow(end - start);
  if (readSync(handle, part, 0, part.length, start) !== part.length) throw new Error("damaged chunk");
  return part;
}

async function digestInTurns(file: OpenFile, size: number): Promise<string> {
  const hash = createHash("sha256");
  for (let at = 0; at < size; at += HASHED_AT_ONCE) {
    hash.update(readPart(file, at, Math.min(size, at + HASHED_AT_ONCE)));
    if (size > HASHED_AT_ONCE) await setImmediate();
  }
  return nameOf(hash.digest("hex"));
}

const nameOf = (digest: string): string => digest.slice(0, 32);
const stampOf = ({ ino, size, mtimeMs }: Stats): string => `${ino} ${size} ${mtimeMs}`;
