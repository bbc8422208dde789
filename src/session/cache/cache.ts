// Caches folded records and search segments as immutable chunks. Deleting or damaging it costs time, nothing else.

import { createHash, type Hash } from "node:crypto";
import { type FileHandle, open, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import type { StoredRecord } from "../../journal/read-ref.ts";
import type { Quarantined } from "../../records/record.ts";
import { makeFolders, replaceFile } from "../../shared/files.ts";
import { sweepCache } from "./sweep.ts";

/** Changes with every change of format, so that an older or newer version's cache is never read. */
const CACHE_VERSION = "6";

/** A fiftieth of a second each: a server whose cache is large goes on answering while it is read. */
const PARSED_AT_ONCE = 1_000;
const HASHED_AT_ONCE = 8 << 20;

export interface Chunk {
  readonly records: readonly StoredRecord[];
  readonly segment: Buffer;
}

/** A journal that was read in part. */
export interface PartOf {
  readonly ref: string;
  readonly commit: string;
  /** The commit up to which all was read before; null for none. */
  readonly start: string | null;
}

export interface Snapshot {
  readonly positions: ReadonlyMap<string, string>;
  readonly unfinished: readonly PartOf[];
  readonly quarantined: readonly Quarantined[];
  readonly chunks: readonly { readonly name: string; readonly chunk: Chunk }[];
}

interface Manifest {
  positions: [string, string][];
  unfinished: PartOf[];
  quarantined: Quarantined[];
  chunks: string[];
  /** The kinds of records that its writer knew; absent in one from before it was kept. */
  kinds?: string[];
}

const folderOf = (folder: string): string => path.join(folder, "cache", CACHE_VERSION);
const manifestOf = (folder: string): string => path.join(folderOf(folder), "manifest.json");

/**
 * The snapshot that was kept last; null when there is none. A cache with any damaged part is forgotten as a whole, and so
 * is one whose writer withheld records of a kind that it did not know and `knows` does.
 */
export async function loadSnapshot(
  folder: string,
  knows: (kind: string) => boolean,
): Promise<Snapshot | null> {
  const manifest = await readManifest(folder);
  if (!manifest) return null;
  const isNews = ({ path: file }: Quarantined): boolean => {
    const [kind = ""] = file.split("/");
    return knows(kind) && !manifest.kinds?.includes(kind);
  };
  try {
    if (manifest.quarantined.some(isNews)) {
      await forgetSnapshot(folder);
      return null;
    }
    const chunks = await Promise.all(
      manifest.chunks.map(async (name) => ({ name, chunk: await loadChunk(folder, name) })),
    );
    const { unfinished, quarantined } = manifest;
    return { positions: new Map(manifest.positions), unfinished, quarantined, chunks };
  } catch {
    await forgetSnapshot(folder);
    return null;
  }
}

/** Makes the next process read the journal itself. A cache that can't be removed is one that nobody trusts either. */
export async function forgetSnapshot(folder: string): Promise<void> {
  await rm(manifestOf(folder), { force: true }).catch(() => {});
}

/** Throws when the chunk is gone or damaged. Read in two parts, as only the segment stays in memory. */
export async function loadChunk(folder: string, name: string): Promise<Chunk> {
  const file = await open(path.join(folderOf(folder), name));
  try {
    const { size } = await file.stat();
    const length = (await readPart(file, 0, 4)).readUInt32LE(0);
    if (length > size) throw new Error("damaged chunk");
    const text = await readPart(file, 4, length);
    if ((await digestInTurns(text)) !== name) throw new Error("damaged chunk");
    return { records: await parseLines(text), segment: await readPart(file, 4 + length, size - 4 - length) };
  } finally {
    await file.close();
  }
}

async function readPart(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const part = Buffer.allocUnsafeSlow(length);
  const { bytesRead } = await file.read(part, 0, length, position);
  if (bytesRead !== length) throw new Error("damaged chunk");
  return part;
}

/**
 * One record a line and parsed by itself: one string of all of them would double the memory of a large journal. Records of
 * one session share the string of its name, which is kept once then and told from others at a glance.
 */
async function parseLines(text: Buffer): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  const names = new Map<string, string>();
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf(10, start);
    const stored: StoredRecord = JSON.parse(text.toString("utf8", start, end));
    const { session } = stored.record;
    const name = names.get(session) ?? session;
    names.set(name, name);
    stored.record.session = name;
    records.push(stored);
    start = end + 1;
    if (records.length % PARSED_AT_ONCE === 0) await setImmediate();
  }
  return records;
}

async function digestInTurns(bytes: Buffer): Promise<string> {
  const hash = createHash("sha256");
  for (let at = 0; at < bytes.length; at += HASHED_AT_ONCE) {
    hash.update(bytes.subarray(at, at + HASHED_AT_ONCE));
    if (bytes.length > HASHED_AT_ONCE) await setImmediate();
  }
  return nameOf(hash);
}

/** True where the cache has read to their end the journals that stand there. */
export async function hasFinished(folder: string, journals: ReadonlyMap<string, string>): Promise<boolean> {
  const manifest = await readManifest(folder);
  const kept = new Map(manifest?.positions);
  return [...journals].every(([ref, commit]) => kept.get(ref) === commit);
}

/** Names of the chunks that the cache consists of now; empty when there is no readable cache. */
export async function currentChunks(folder: string): Promise<string[]> {
  return (await readManifest(folder))?.chunks ?? [];
}

/** Keeps a chunk under the digest of its records, and returns that name. */
export async function saveChunk(folder: string, chunk: Chunk): Promise<string> {
  const { name, bytes } = encodeChunk(chunk);
  await keepFile(path.join(folderOf(folder), name), bytes);
  return name;
}

/** Points the cache at these chunks and removes `obsolete` ones. */
export async function saveManifest(
  folder: string,
  snapshot: {
    positions: ReadonlyMap<string, string>;
    unfinished: readonly PartOf[];
    quarantined: Iterable<Quarantined>;
    chunks: readonly string[];
    kinds: Iterable<string>;
  },
  obsolete: readonly string[],
): Promise<void> {
  const { positions, unfinished, quarantined, chunks, kinds } = snapshot;
  const manifest: Manifest = {
    positions: [...positions],
    unfinished: [...unfinished],
    quarantined: [...quarantined],
    chunks: [...chunks],
    kinds: [...kinds],
  };
  await keepFile(manifestOf(folder), JSON.stringify(manifest));
  await Promise.all(obsolete.map((name) => rm(path.join(folderOf(folder), name), { force: true })));
  await sweepCache(folderOf(folder), new Set([path.basename(manifestOf(folder)), ...chunks]));
}

async function readManifest(folder: string): Promise<Manifest | null> {
  try {
    const manifest: unknown = JSON.parse(await readFile(manifestOf(folder), "utf8"));
    return isManifest(manifest) ? manifest : null;
  } catch {
    return null;
  }
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== "object" || value === null) return false;
  const { positions, unfinished, quarantined, chunks } = value as Partial<Manifest>;
  return (
    [positions, unfinished, quarantined, chunks].every(Array.isArray) && chunks?.every(isDigest) === true
  );
}

async function keepFile(file: string, bytes: Buffer | string): Promise<void> {
  const folder = path.dirname(file);
  await makeFolders(path.dirname(path.dirname(folder)), path.dirname(folder), folder);
  await replaceFile(file, bytes);
}

/** Length of the records, the records, the segment; the segment brings a checksum of its own. No string is as long as all records can be. */
function encodeChunk({ records, segment }: Chunk): { name: string; bytes: Buffer } {
  const text = Buffer.concat(records.map((record) => Buffer.from(`${JSON.stringify(record)}\n`)));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return { name: digest(text), bytes: Buffer.concat([length, text, segment]) };
}

const isDigest = (name: unknown): boolean => typeof name === "string" && /^[0-9a-f]{32}$/.test(name);
const nameOf = (hash: Hash): string => hash.digest("hex").slice(0, 32);
const digest = (bytes: Buffer): string => nameOf(createHash("sha256").update(bytes));
