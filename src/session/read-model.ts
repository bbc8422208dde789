// Joins journal, people's texts, search engine and cache into what a session knows at this moment.

import { type Facts, keptFacts } from "../goals/metrics/facts.ts";
import type { Journal } from "../journal/journal.ts";
import type { Positions, StoredRecord } from "../journal/read.ts";
import type { Directory } from "../learnings/io/open.ts";
import Learning from "../learnings/records/learning.ts";
import { isSameText, toDocument } from "../learnings/search-document.ts";
import { type DirectoryView, keysBetween, overlayState } from "../learnings/written-texts.ts";
import { createMemory, type Memory } from "../records/incremental.ts";
import type { State } from "../records/state.ts";
import { contradiction } from "../retrieval/contradicts.ts";
import { differs } from "../retrieval/differs.ts";
import type { SearchEngine } from "../retrieval/engine.ts";
import type { Similar } from "../retrieval/query.ts";
import type { DraftText } from "../retrieval/similar.ts";
import type { Log } from "../shared/log.ts";
import { forgetSnapshot } from "./cache/cache.ts";
import { emptyModel, type JournalModel, keep, openKept } from "./cache/keep.ts";

export interface ReadModel {
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

/** All that is derived from the journal's model, and which part of it no longer holds. */
interface Derived {
  /** Counts the changes of the journal's state. */
  version: number;
  /** That state with what people have written laid over it, as of that version. */
  overlaid: { readonly state: State; readonly given: DirectoryView | null; readonly version: number };
  /** What was derived from it so far; null until somebody measures. */
  memory: Memory | null;
  /** Under which keys it has changed since it was laid over last. */
  readonly changed: Set<string>;
}

/** `directory` is what people have written in `.agentops/learnings`, or null for the journal alone. */
export function openReadModel(journal: Journal, directory: Directory | null, log: Log): ReadModel {
  let model = emptyModel(journal.kinds);
  let derived = derivedFrom(model);
  let idsFollow: Positions | null = null;
  let opening: Promise<void> | null = null;
  let refreshing: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  function start(from: JournalModel): void {
    model = from;
    derived = derivedFrom(from);
  }

  function openCacheOnce(): Promise<void> {
    opening ??= openKept(journal).then(start);
    return opening;
  }

  async function refresh(): Promise<void> {
    await openCacheOnce();
    await readJournal();
    await followOwn();
    await layOver();
    derived.memory?.forget(derived.changed);
    derived.changed.clear();
  }

  /** New records of this clone sort after its earlier ones. */
  async function followOwn(): Promise<void> {
    if (idsFollow === model.positions) return;
    const newest = model.state.newest.get((await journal.clone()) ?? "");
    if (newest !== undefined) journal.follow(newest);
    idsFollow = model.positions;
  }

  async function layOver(): Promise<void> {
    if (!directory) return;
    const { state, engine } = model;
    const given = await directory.view(state, derived.version);
    const { given: before, state: overlaid, version } = derived.overlaid;
    if (given === before && version === derived.version) return;
    const changed = new Set([...(before?.overlays ?? []), ...given.overlays].map(({ id }) => id));
    const laid = overlayState(state, given);
    derived.overlaid = { state: laid, given, version: derived.version };
    for (const key of keysBetween(before, given)) derived.changed.add(key);
    for (const id of changed) {
      const learning = laid.get(Learning, id);
      if (!learning) engine.remove(id);
      else if (!isSameText(learning, overlaid.get(Learning, id))) engine.add([toDocument(learning)]);
    }
  }

  async function readJournal(): Promise<void> {
    const positions = await journal.positions();
    if (isSame(positions, model.positions)) return;
    const changes = await journal.changes(model.positions, positions, model.aside);
    const completed = model.unread.some((ref) => !changes.unread.includes(ref));
    if (changes.rewritten || completed) {
      log.info("the journal was rewritten or completed; reading it again");
      start(emptyModel(journal.kinds));
      // The cache describes a journal that is no more.
      await forgetSnapshot(journal.folder);
      return readJournal();
    }
    // What has moved or is gone is judged anew; what stays set aside says so again.
    const moved = [...model.aside].filter((ref) => positions.get(ref) !== model.positions.get(ref));
    for (const ref of moved) model.state.readAgain(ref, derived.changed);
    const isNews = changes.aside.some((ref) => !model.aside.has(ref));
    model.aside = new Set(changes.aside);
    apply(model, changes.records, derived.changed);
    derived.version += 1;
    for (const entry of changes.quarantined) model.state.quarantine(entry, derived.changed);
    // One by one: a call takes no hundred thousand arguments.
    for (const record of changes.records) model.fresh.push(record);
    model.unread = changes.unread;
    model.positions = new Map([...positions].filter(([ref]) => !changes.unread.includes(ref)));
    // Finding out that a ref is to be set aside can take seconds, which nobody should pay twice.
    if (model.fresh.length >= CHUNK_RECORDS || isNews) await keepFresh();
  }

  /** A cache that can't be written, on a full or read-only disk, must not stop anyone from reading. */
  async function keepFresh(): Promise<void> {
    const isOverlaid = (derived.overlaid.given?.overlays.length ?? 0) > 0;
    await keep(journal.folder, model, isOverlaid).catch((error) =>
      log.warn({ err: error }, "the cache could not be written"),
    );
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

  return {
    prepare: openCacheOnce,
    async state() {
      await refreshFromNow();
      return derived.overlaid.state;
    },
    async facts() {
      await refreshFromNow();
      derived.memory ??= createMemory();
      return keptFacts(derived.overlaid.state, derived.memory);
    },
    known: () => derived.overlaid.state,
    engine: () => model.engine,
    similar: (draft, limit, atLeast) =>
      model.engine.similar(draft, limit, atLeast).map(({ id, similarity }) => {
        const known = derived.overlaid.state.get(Learning, id);
        return {
          id,
          similarity,
          title: known?.title ?? "",
          ...(known && (differs(known, draft) || contradiction(known, draft)) ? { differs: true } : {}),
        };
      }),
  };
}

const derivedFrom = ({ state }: JournalModel): Derived => ({
  version: 0,
  overlaid: { state, given: null, version: 0 },
  memory: null,
  changed: new Set(),
});

function apply(
  { state, engine }: JournalModel,
  records: readonly StoredRecord[],
  changed: Set<string>,
): void {
  const learnings = records.flatMap(({ record, blob, own }) =>
    state.add(record, blob, own, changed) && Learning.is(record) ? [record] : [],
  );
  engine.add(learnings.map(toDocument));
  for (const id of state.redactions.keys()) engine.remove(id);
}

function isSame(a: Positions, b: Positions): boolean {
  return a.size === b.size && [...a].every(([ref, commit]) => b.get(ref) === commit);
}
