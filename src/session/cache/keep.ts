// Carries what was read of the journal from one process to the next, as chunks that are each a file.

import type { Positions } from "../../journal/read.ts";
import type { Unfinished } from "../../journal/read-ref.ts";
import Learning from "../../learnings/records/learning.ts";
import { toDocument } from "../../learnings/search-document.ts";
import { alive, idsIn } from "../../records/kept-parts.ts";
import type { Kinds } from "../../records/kinds.ts";
import type { StoredRecord } from "../../records/origin.ts";
import { createState, type MutableState } from "../../records/state.ts";
import { createSearchEngine, type SearchEngine } from "../../retrieval/engine.ts";
import { mergeSegments } from "../../retrieval/merge.ts";
import { type CachePlace, currentChunks, forgetSnapshot, loadManifest, saveManifest } from "./cache.ts";
import { type Chunk, openChunk, saveChunk } from "./chunk.ts";

/** All that the journal says, and how much of it the cache holds. */
export interface JournalModel {
  state: MutableState;
  readonly engine: SearchEngine;
  positions: Positions;
  /** Refs that could not be read; `positions` leaves them out, so that they are tried again. */
  unread: readonly string[];
  /** Refs of other clones that are skipped until they move away from where `positions` says. */
  aside: ReadonlySet<string>;
  /** Refs that were read in part, and with null those of which nothing was read yet. */
  unfinished: ReadonlyMap<string, Unfinished | null>;
  /** The chunks that hold all but the fresh records, large ones first. */
  chunks: readonly Chunk[];
  fresh: StoredRecord[];
  /** Segments of fresh records that could not be kept yet. */
  sealed: Buffer[];
  /** True once a chunk could not be read. */
  isDamaged: boolean;
}

/**
 * A chunk is joined with the one before it unless that one is this many times larger, which keeps both the number of chunks
 * and the copying small.
 */
const GROWTH = 2;

export const emptyModel = (kinds: Kinds): JournalModel => ({
  state: createState(kinds),
  engine: createSearchEngine(),
  positions: new Map(),
  unread: [],
  aside: new Set(),
  unfinished: new Map(),
  chunks: [],
  fresh: [],
  sealed: [],
  isDamaged: false,
});

/** The model that was saved last; an empty one where there is none, or where it is damaged. */
export async function openKept(place: CachePlace): Promise<JournalModel> {
  const model = emptyModel(place.kinds);
  const manifest = await loadManifest(place);
  if (!manifest) return model;
  const spoil = (): void => {
    model.isDamaged = true;
  };
  try {
    model.chunks = await Promise.all(manifest.chunks.map((entry) => openChunk(place, entry, spoil)));
  } catch {
    await forgetSnapshot(place);
    return model;
  }
  const { positions, quarantined, unfinished, contested, redactions, newest } = manifest;
  model.state = createState(place.kinds, {
    parts: model.chunks,
    quarantined: new Map(quarantined),
    redactions: new Map(redactions),
    newest: new Map(newest),
    contested,
  });
  for (const chunk of model.chunks) model.engine.attachKept(chunk.segment, () => deadIds(chunk));
  model.positions = new Map(positions);
  model.aside = new Set(quarantined.flatMap(([, { path, aside }]) => (aside ? [path] : [])));
  model.unfinished = new Map(
    unfinished.map(({ ref, commit, start }) => [ref, { commit, start, left: null }]),
  );
  model.state.leave(model.unfinished.keys());
  return model;
}

/**
 * Writes the fresh records as a chunk, joined with those before it that are not much larger. `isOverlaid`: the engine
 * holds texts that people have written, which depend on base and working tree and must not get into the cache. Throws
 * where the disk can't be written.
 */
export async function keep(place: CachePlace, model: JournalModel, isOverlaid: boolean): Promise<void> {
  const { state } = model;
  // Only the process whose chunks are the current ones goes on writing. The cache of another one stays as it is; it lacks
  // only the newest records.
  if ((await currentChunks(place)).join() !== model.chunks.map(({ name }) => name).join()) return;
  const fresh = model.fresh.filter(state.isFresh);
  // While the rest is being read each chunk is as large as all before it, and joining them would take longer than reading.
  const untouched = model.unfinished.size > 0 ? model.chunks.length : untouchedBy(fresh.length, model.chunks);
  const joined = model.chunks.slice(untouched);
  const records = [...joined.flatMap(storedIn), ...fresh];
  const lessons = new Set(records.flatMap(({ record }) => (Learning.is(record) ? [record.id] : [])));
  const segments = [
    ...joined.map((chunk) => chunk.wholeSegment()),
    ...freshSegments(model, fresh, isOverlaid),
  ];
  const segment = mergeSegments(segments, (id) => lessons.has(id));
  const entry = await saveChunk(place, { records, segment });
  const spoil = (): void => {
    model.isDamaged = true;
  };
  const chunks = [...model.chunks.slice(0, untouched), await openChunk(place, entry, spoil)];
  const unfinished = [...model.unfinished].flatMap(([ref, part]) =>
    part === null ? [] : [{ ref, commit: part.commit, start: part.start }],
  );
  await saveManifest(
    place,
    {
      positions: [...model.positions],
      unfinished,
      quarantined: [...state.quarantined].filter(([id]) => !model.unread.includes(id)),
      contested: [...state.contested],
      redactions: [...state.redactions],
      newest: [...state.newest],
      kinds: [...place.kinds.keys()],
      chunks: chunks.map(({ name, stamp, dead }) => ({ name, stamp, dead: [...dead] })),
    },
    joined.map(({ name }) => name),
  );
  state.settle(chunks);
  model.chunks = chunks;
  model.fresh = [];
  model.sealed = [];
}

/** The number of chunks that stay as they are when so many records are added. */
function untouchedBy(fresh: number, chunks: readonly Chunk[]): number {
  let untouched = chunks.length;
  let size = fresh;
  for (
    let before = chunks[untouched - 1];
    before && before.records.size <= size * GROWTH;
    before = chunks[untouched - 1]
  ) {
    size += before.records.size;
    untouched -= 1;
  }
  return untouched;
}

const storedIn = (chunk: Chunk): StoredRecord[] =>
  alive(chunk).map((number) => ({
    record: chunk.records.record(number),
    blob: chunk.records.blob(number),
    own: chunk.records.lies(number),
  }));

const deadIds = (chunk: Chunk): string[] => (chunk.dead.size === 0 ? [] : idsIn(chunk, true));

function freshSegments(
  model: JournalModel,
  fresh: readonly StoredRecord[],
  isOverlaid: boolean,
): readonly Buffer[] {
  model.sealed.push(model.engine.seal());
  if (!isOverlaid) return model.sealed;
  const engine = createSearchEngine();
  const learnings = fresh.flatMap(({ record }) => (Learning.is(record) ? [record] : []));
  engine.add(learnings.map(toDocument));
  return [engine.seal()];
}
