// Carries what was read of the journal from one process to the next, in chunks that are each worth a file.

import { setImmediate } from "node:timers/promises";
import type { Journal } from "../../journal/journal.ts";
import type { Positions } from "../../journal/read.ts";
import type { StoredRecord, Unfinished } from "../../journal/read-ref.ts";
import Learning from "../../learnings/records/learning.ts";
import { toDocument } from "../../learnings/search-document.ts";
import type { Kinds } from "../../records/kinds.ts";
import { createState, type MutableState } from "../../records/state.ts";
import { createSearchEngine, type SearchEngine } from "../../retrieval/engine.ts";
import { mergeSegments } from "../../retrieval/merge.ts";
import { currentChunks, loadSnapshot, saveChunk, saveManifest } from "./cache.ts";
import { type KeptChunk, mergeSmall } from "./merge-chunks.ts";

/** All that the journal says, and how much of it the cache holds. */
export interface JournalModel {
  readonly state: MutableState;
  readonly engine: SearchEngine;
  positions: Positions;
  /** Refs that could not be read; `positions` leaves them out, so that they are tried again. */
  unread: readonly string[];
  /** Refs of other clones that are not read as long as they stand where `positions` says. */
  aside: ReadonlySet<string>;
  /** Refs that were read in part, and by null those of which nothing was. */
  unfinished: ReadonlyMap<string, Unfinished | null>;
  /** The chunks that hold all but the fresh records, large ones first; `size` in records. */
  chunks: KeptChunk[];
  fresh: StoredRecord[];
  /** Segments of fresh records that could not be kept yet. */
  sealed: Buffer[];
}

/** Other calls of this process go on in between. */
const FOLDED_AT_ONCE = 2_000;

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
});

/** The model that was kept last; an empty one where there is none, or it is damaged. */
export async function openKept({ kinds, folder }: Pick<Journal, "kinds" | "folder">): Promise<JournalModel> {
  const model = emptyModel(kinds);
  const snapshot = await loadSnapshot(folder, (kind) => kinds.has(kind));
  if (!snapshot) return model;
  try {
    for (const { chunk } of snapshot.chunks) {
      model.engine.attach(chunk.segment);
      for (const [at, { record, blob, own }] of chunk.records.entries()) {
        model.state.add(record, blob, own);
        if (at % FOLDED_AT_ONCE === FOLDED_AT_ONCE - 1) await setImmediate();
      }
    }
    for (const entry of snapshot.quarantined) model.state.quarantine(entry);
    for (const id of model.state.quarantined.keys()) model.engine.remove(id);
  } catch {
    return emptyModel(kinds);
  }
  model.positions = snapshot.positions;
  model.aside = new Set(snapshot.quarantined.flatMap(({ path, aside }) => (aside ? [path] : [])));
  model.unfinished = new Map(
    snapshot.unfinished.map(({ ref, commit, start }) => [ref, { commit, start, left: null }]),
  );
  model.state.leave(model.unfinished.keys());
  model.chunks = snapshot.chunks.map(({ name, chunk }) => ({ name, size: chunk.records.length }));
  return model;
}

/**
 * Writes the fresh records as a chunk, joined with small ones before it. `isOverlaid`: the engine holds texts that people
 * have written, which depend on base and working tree and must not get into the cache. Throws where the disk can't be
 * written.
 */
export async function keep(folder: string, model: JournalModel, isOverlaid: boolean): Promise<void> {
  // One line of processes keeps the cache. Another one's stays as it is; it holds all but the newest records.
  if ((await currentChunks(folder)).join() !== model.chunks.map(({ name }) => name).join()) return;
  const newest = { records: model.fresh, segment: freshSegment(model, isOverlaid) };
  const merged = await mergeSmall(folder, model.chunks, newest);
  const name = await saveChunk(folder, merged.chunk);
  const obsolete = model.chunks.slice(merged.untouched).map((chunk) => chunk.name);
  model.chunks = [...model.chunks.slice(0, merged.untouched), { name, size: merged.chunk.records.length }];
  model.fresh = [];
  model.sealed = [];
  const chunks = model.chunks.map((chunk) => chunk.name);
  const quarantined = [...model.state.quarantined.values()].filter(({ id }) => !model.unread.includes(id));
  const unfinished = [...model.unfinished].flatMap(([ref, part]) =>
    part === null ? [] : [{ ref, commit: part.commit, start: part.start }],
  );
  await saveManifest(
    folder,
    { positions: model.positions, unfinished, quarantined, chunks, kinds: model.state.kinds.keys() },
    obsolete,
  );
}

function freshSegment(model: JournalModel, isOverlaid: boolean): Buffer {
  model.sealed.push(model.engine.seal());
  const [only, ...more] = model.sealed;
  if (!isOverlaid) return only !== undefined && more.length === 0 ? only : mergeSegments(model.sealed);
  const engine = createSearchEngine();
  const learnings = model.fresh.flatMap(({ record }) => (Learning.is(record) ? [record] : []));
  engine.add(learnings.map(toDocument));
  return engine.seal();
}
