// Joins journal, fold, search engine and cache into what a session knows at this moment.

import { type Facts, keptFacts } from "../goals/metrics/facts.ts";
import type { Journal } from "../journal/journal.ts";
import type { Positions, StoredRecord } from "../journal/read.ts";
import type { Directory } from "../learnings/io/open.ts";
import { isSameText, toDocument } from "../learnings/search-document.ts";
import { type DirectoryView, keysBetween, overlayState } from "../learnings/written-texts.ts";
import { createMemory, type Memory } from "../records/incremental.ts";
import { createState, type MutableState, type State } from "../records/state.ts";
import { createSearchEngine, type SearchEngine } from "../retrieval/engine.ts";
import { mergeSegments } from "../retrieval/merge.ts";
import type { Similar } from "../retrieval/query.ts";
import type { DraftText } from "../retrieval/similar.ts";
import type { Log } from "../shared/log.ts";
import { currentChunks, forgetSnapshot, loadSnapshot, saveChunk, saveManifest } from "./cache/cache.ts";
import { type KeptChunk, mergeSmall } from "./cache/merge-chunks.ts";

export interface Knowledge {
  /** Reads the cache, where there is one; the journal is left to the first call, as it can take seconds. */
  prepare(): Promise<void>;
  /** All records of all clones, read again where a ref has moved since. */
  state(): Promise<State>;
  /** What metrics are counted from. It is kept from call to call, and only what has changed since is derived again. */
  facts(): Promise<Facts>;
  /** As it was read last, without a look at the journal; empty before the first time. */
  known(): State;
  /** The engine over the state that was read last. */
  engine(): SearchEngine;
  /** Learnings most like a draft, most similar first. */
  similar(draft: DraftText, limit: number, atLeast: number): Similar[];
}

/** Fresh records are kept as a chunk of the cache from this number on: reading fewer from git again is cheap. */
const CHUNK_RECORDS = 64;

interface View {
  state: MutableState;
  /** Counts the changes of `state`. */
  version: number;
  /** `state` with what people have written laid over it, as of that version. */
  overlaid: { state: State; given: DirectoryView | null; version: number };
  /** What was derived from `overlaid` so far; empty until somebody measures. */
  memory: Memory;
  /** Under which keys `state` has changed since it was laid over last. */
  changed: Set<string>;
  engine: SearchEngine;
  positions: Positions;
  /** Refs that could not be read; `positions` leaves them out, so that they are tried again. */
  unread: readonly string[];
  /** The chunks that hold all but the fresh records, large ones first; `size` in records. */
  chunks: KeptChunk[];
  fresh: StoredRecord[];
  /** Segments of fresh records that could not be kept yet. */
  sealed: Buffer[];
}

/** `directory` is what people have written in `.agentops/learnings`, or null for the journal alone. */
export function openKnowledge(journal: Journal, directory: Directory | null, log: Log): Knowledge {
  let view = emptyView();
  let followed: Positions | null = null;
  let opening: Promise<View> | null = null;
  let refreshing: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  function openCacheOnce(): Promise<View> {
    opening ??= openCache(journal.folder).then((cached) => {
      view = cached;
      return cached;
    });
    return opening;
  }

  async function refresh(): Promise<void> {
    await openCacheOnce();
    await readJournal();
    await followOwn();
    await layOver();
    view.memory.forget(view.changed);
    view.changed.clear();
  }

  /** New records of this clone sort after its earlier ones. */
  async function followOwn(): Promise<void> {
    if (followed === view.positions) return;
    const newest = view.state.newest.get((await journal.clone()) ?? "");
    if (newest !== undefined) journal.follow(newest);
    followed = view.positions;
  }

  async function layOver(): Promise<void> {
    if (!directory) return;
    const given = await directory.view(view.state, view.version);
    const { state, given: before } = view.overlaid;
    if (given === before && view.overlaid.version === view.version) return;
    const changed = new Set([...(before?.overlays ?? []), ...given.overlays].map(({ id }) => id));
    view.overlaid = { state: overlayState(view.state, given), given, version: view.version };
    for (const key of keysBetween(before, given)) view.changed.add(key);
    for (const id of changed) {
      const learning = view.overlaid.state.learnings.get(id);
      if (!learning) view.engine.remove(id);
      else if (!isSameText(learning, state.learnings.get(id))) view.engine.add([toDocument(learning)]);
    }
  }

  async function readJournal(): Promise<void> {
    const positions = await journal.positions();
    if (isSame(positions, view.positions)) return;
    const changes = await journal.changes(view.positions, positions);
    const completed = view.unread.some((ref) => !changes.unread.includes(ref));
    if (changes.rewritten || completed) {
      log.info("the journal was rewritten or completed; reading it again");
      view = emptyView();
      // The cache describes a journal that is no more.
      await forgetSnapshot(journal.folder);
      return readJournal();
    }
    apply(view, changes.records);
    view.version += 1;
    for (const entry of changes.quarantined) view.state.quarantine(entry, view.changed);
    view.fresh.push(...changes.records);
    view.unread = changes.unread;
    view.positions = new Map([...positions].filter(([ref]) => !changes.unread.includes(ref)));
    if (view.fresh.length >= CHUNK_RECORDS) await keep();
  }

  /** A refresh under way may have looked before the caller's own write, so only one that is yet to begin is shared. */
  function refreshFromNow(): Promise<void> {
    if (!refreshing) {
      refreshing = refresh().finally(() => {
        refreshing = null;
      });
      return refreshing;
    }
    next ??= refreshing
      .catch(() => {})
      .then(() => {
        next = null;
        return refreshFromNow();
      });
    return next;
  }

  /** People's own texts depend on base and working tree, so they must not get into the cache. */
  function freshSegment(): Buffer {
    view.sealed.push(view.engine.seal());
    if ((view.overlaid.given?.overlays.length ?? 0) === 0) return mergeSegments(view.sealed);
    const engine = createSearchEngine();
    const learnings = view.fresh.flatMap(({ record }) => (record.record === "learning" ? [record] : []));
    engine.add(learnings.map(toDocument));
    return engine.seal();
  }

  /** A cache that can't be written, on a full or read-only disk, must not stop anyone from reading. */
  async function keep(): Promise<void> {
    const { folder } = journal;
    try {
      // One line of processes keeps the cache. Another one's stays as it is; it holds all but the newest records.
      if ((await currentChunks(folder)).join() !== view.chunks.map(({ name }) => name).join()) return;
      const newest = { records: view.fresh, segment: freshSegment() };
      const merged = await mergeSmall(folder, view.chunks, newest);
      const name = await saveChunk(folder, merged.chunk);
      const obsolete = view.chunks.slice(merged.untouched).map((chunk) => chunk.name);
      view.chunks = [...view.chunks.slice(0, merged.untouched), { name, size: merged.chunk.records.length }];
      view.fresh = [];
      view.sealed = [];
      const chunks = view.chunks.map((chunk) => chunk.name);
      const quarantined = [...view.state.quarantined.values()].filter(({ id }) => !view.unread.includes(id));
      await saveManifest(folder, { positions: view.positions, quarantined, chunks }, obsolete);
    } catch (error) {
      log.warn({ err: error }, "the cache could not be written");
    }
  }

  return {
    async prepare() {
      await openCacheOnce();
    },
    async state() {
      await refreshFromNow();
      return view.overlaid.state;
    },
    async facts() {
      await refreshFromNow();
      return keptFacts(view.overlaid.state, view.memory);
    },
    known: () => view.overlaid.state,
    engine: () => view.engine,
    similar: (draft, limit, atLeast) =>
      view.engine.similar(draft, limit, atLeast).map(({ id, similarity }) => ({
        id,
        similarity,
        title: view.overlaid.state.learnings.get(id)?.title ?? "",
      })),
  };
}

function emptyView(): View {
  const state = createState();
  return {
    state,
    version: 0,
    overlaid: { state, given: null, version: 0 },
    memory: createMemory(),
    changed: new Set(),
    engine: createSearchEngine(),
    positions: new Map(),
    unread: [],
    chunks: [],
    fresh: [],
    sealed: [],
  };
}

async function openCache(folder: string): Promise<View> {
  const view = emptyView();
  const snapshot = await loadSnapshot(folder);
  if (!snapshot) return view;
  try {
    for (const { chunk } of snapshot.chunks) {
      view.engine.attach(chunk.segment);
      for (const { record, blob, own } of chunk.records) view.state.add(record, blob, own);
    }
    for (const entry of snapshot.quarantined) view.state.quarantine(entry);
    for (const id of view.state.redactions.keys()) view.engine.remove(id);
  } catch {
    return emptyView();
  }
  return {
    ...view,
    positions: snapshot.positions,
    chunks: snapshot.chunks.map(({ name, chunk }) => ({ name, size: chunk.records.length })),
  };
}

function apply(view: View, records: readonly StoredRecord[]): void {
  const learnings = records.flatMap(({ record, blob, own }) =>
    view.state.add(record, blob, own, view.changed) && record.record === "learning" ? [record] : [],
  );
  view.engine.add(learnings.map(toDocument));
  for (const id of view.state.redactions.keys()) view.engine.remove(id);
}

function isSame(a: Positions, b: Positions): boolean {
  return a.size === b.size && [...a].every(([ref, commit]) => b.get(ref) === commit);
}
