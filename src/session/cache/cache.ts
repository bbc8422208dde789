// Caches folded records and search segments as immutable chunks. Deleting or damaging it costs time, nothing else.

import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Journal } from "../../journal/journal.ts";
import { feedsPrint } from "../../records/feeds.ts";
import type { Quarantined } from "../../records/record.ts";
import type { RedactionRecord } from "../../records/redaction.ts";
import { SEGMENT_VERSION } from "../../retrieval/segment.ts";
import { besides, makeFolders, replaceFile } from "../../shared/files.ts";
import { sha256 } from "../../shared/sha256.ts";
import { sweepCache, sweepKilled } from "./sweep.ts";

/** Raised with every change of the format, so that no version reads the cache of another. */
export const CACHE_VERSION = 7;
/** A chunk is named by the digest of its whole file. */
const CHUNK_NAME = /^[0-9a-f]{32}$/;

/** Another set of record kinds or another search index gets a cache of its own. */
export type CachePlace = Pick<Journal, "kinds" | "folder">;

/** How far a journal was read that is not read to its end yet. */
export interface PartOf {
  readonly ref: string;
  readonly commit: string;
  /** The commit up to which all was read before; null for none. */
  readonly start: string | null;
}

/** A chunk: its file's stamp at the time of writing, and the positions of its records that no longer count. */
export interface ChunkEntry {
  readonly name: string;
  readonly stamp: string;
  readonly dead: readonly number[];
}

export interface Manifest {
  readonly positions: readonly [string, string][];
  readonly unfinished: readonly PartOf[];
  readonly quarantined: readonly [string, Quarantined][];
  readonly contested: readonly string[];
  readonly redactions: readonly [string, RedactionRecord][];
  readonly newest: readonly [string, string][];
  /** The kinds of records that its writer knew. */
  readonly kinds: readonly string[];
  readonly chunks: readonly ChunkEntry[];
}

export const folderOf = ({ kinds, folder }: CachePlace): string =>
  path.join(folder, "cache", `${CACHE_VERSION}.${SEGMENT_VERSION}-${feedsPrint(kinds)}`);
const manifestOf = (place: CachePlace): string => path.join(folderOf(place), "manifest.json");

/**
 * The manifest that was saved last. Null where there is none, or where its writer left out records of a kind that it did
 * not know and this version does.
 */
export async function loadManifest(place: CachePlace): Promise<Manifest | null> {
  const manifest = await readManifest(place);
  if (!manifest) return null;
  const isNews = ([, { path: file }]: [string, Quarantined]): boolean => {
    const [kind = ""] = file.split("/");
    return place.kinds.has(kind) && !manifest.kinds.includes(kind);
  };
  if (!manifest.quarantined.some(isNews)) return manifest;
  await forgetSnapshot(place);
  return null;
}

/**
 * Makes the next process read the journal itself. Ignores a failed removal, as a cache that can't be removed is not trusted
 * either.
 */
export async function forgetSnapshot(place: CachePlace): Promise<void> {
  await rm(manifestOf(place), { force: true }).catch(() => {});
}

/** True where the cache holds these refs, read to their end at these positions. */
export async function hasFinished(
  place: CachePlace,
  journals: ReadonlyMap<string, string>,
): Promise<boolean> {
  const manifest = await readManifest(place);
  const kept = new Map(manifest?.positions);
  return [...journals].every(([ref, commit]) => kept.get(ref) === commit);
}

/** Names of the chunks that the cache consists of now; empty where there is no readable cache. */
export async function currentChunks(place: CachePlace): Promise<string[]> {
  return (await readManifest(place))?.chunks.map(({ name }) => name) ?? [];
}

/** Points the cache at its chunks and removes `obsolete` ones. */
export async function saveManifest(
  place: CachePlace,
  manifest: Manifest,
  obsolete: readonly string[],
): Promise<void> {
  await makeCacheFolder(place);
  await replaceFile(manifestOf(place), JSON.stringify({ ...manifest, digest: digestOf(manifest) }));
  await Promise.all(obsolete.map((name) => rm(path.join(folderOf(place), name), { force: true })));
  const names = manifest.chunks.map(({ name }) => name);
  await sweepCache(folderOf(place), new Set([path.basename(manifestOf(place)), ...names]));
}

/** Meanwhile nobody takes the new chunks of this process for left over. */
export async function whileWriting(place: CachePlace, work: () => Promise<void>): Promise<void> {
  await makeCacheFolder(place);
  const mark = besides(path.join(folderOf(place), "writing"));
  await writeFile(mark, "");
  try {
    await work();
  } finally {
    await rm(mark, { force: true });
  }
}

/** Never throws. */
export const sweepLeftOvers = (place: CachePlace): Promise<void> =>
  sweepKilled(
    folderOf(place),
    (name) => CHUNK_NAME.test(name),
    () => currentChunks(place),
  );

export const makeCacheFolder = (place: CachePlace): Promise<void> =>
  makeFolders(place.folder, path.join(place.folder, "cache"), folderOf(place));

/** The cache is believed as it stands, so one changed byte makes the manifest count as missing. */
async function readManifest(place: CachePlace): Promise<Manifest | null> {
  try {
    const { digest, ...manifest }: Manifest & { digest: string } = JSON.parse(
      await readFile(manifestOf(place), "utf8"),
    );
    return digest === digestOf(manifest) && manifest.chunks.every(({ name }) => CHUNK_NAME.test(name))
      ? manifest
      : null;
  } catch {
    return null;
  }
}

const digestOf = (manifest: Manifest): string => sha256(JSON.stringify(manifest));
