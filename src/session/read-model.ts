// Joins journal, people's texts, search engine and cache into what a session knows at this moment.
// It is long because reading, keeping and telling change the same state, and have to change it together.

import { setImmediate } from "node:timers/promises";
import { type Facts, keptFacts } from "../goals/metrics/facts.ts";
import type { SetAside } from "../journal/bounds.ts";
import type { Journal } from "../journal/journal.ts";
import type { Positions } from "../journal/read.ts";
import { noteMoves } from "../journal/restless.ts";
import type { Directory } from "../learnings/io/open.ts";
import { createMemory } from "../records/incremental.ts";
import { stillReading } from "../records/memory-problem.ts";
import type { State } from "../records/state.ts";
import type { SearchEngine } from "../retrieval/engine.ts";
import type { Similar } from "../retrieval/query.ts";
import type { DraftText } from "../retrieval/similar.ts";
import type { Log } from "../shared/log.ts";
import { forgetSnapshot, hasFinished, whileWriting } from "./cache/cache.ts";
import { emptyModel, type JournalModel, keep, openKept } from "./cache/keep.ts";
import { asSimilar, derivedFrom, layGiven } from "./derived.ts";
import {
  apply,
  indexInTurns,
  isSame,
  isWorthKeeping,
  judgeMoves,
  lessonsIn,
  positionsAfter,
  soFarIn,
} from "./read-steps.ts";
import { sharedRuns } from "./shared-runs.ts";

export interface ReadModel {
  /** Reads the cache where there is one. The first call reads the journal, as that can take seconds. */
  prepare(): Promise<void>;
  /**
   * All records of all clones, read again where a ref has moved since. Throws STILL_READING where that takes more than
   * seconds, and then has a background process read the rest.
   */
  state(): Promise<State>;
  /** The same however long it takes, for work that nobody waits for. */
  whole(): Promise<State>;
  /** As much of it as can be read within seconds; `unfinished` names the journals of which a part is missing. */
  soon(): Promise<State>;
  /**
   * What metrics are counted from; throws as `state` does. Kept between calls, so that only what has changed is derived
   * again.
   */
  facts(): Promise<Facts>;
  /** What was read last, without a look at the journal; empty before the first reading. */
  known(): State;
  /** The search engine over what was read last. */
  engine(): SearchEngine;
  /** Learnings most like a draft, most similar first. */
  similar(draft: DraftText, limit: number, atLeast: number): Similar[];
}

/** Milliseconds of reading before other calls get their turn, and before `soon` answers. */
const TURN_MS = 1_000;
/** Milliseconds that `state` waits for all records. */
const PATIENCE_MS = 3_000;
/** With more fresh records than this the background process saves them, as indexing so many takes seconds. */
const KEPT_AT_ONCE = 2_000;

export interface ReadOptions {
  /** Has a background process read the rest, after a call was answered before all was read. */
  readOn?(): Promise<void>;
  /** Only for that background process: two processes that save parts would undo each other's work. */
  readonly keepsParts?: boolean;
  readonly turnMs?: number;
  /** Infinite for a pipeline, which has no cache and does not ask again. */
  readonly patienceMs?: number;
}

/** `directory` is what people have written in `.agentops/learnings`, or null for the journal alone. */
export function openReadModel(
  journal: Journal,
  directory: Directory | null,
  log: Log,
  { readOn, keepsParts = false, turnMs = TURN_MS, patienceMs = PATIENCE_MS }: ReadOptions = {},
): ReadModel {
  let model = emptyModel(journal.kinds);
  let derived = derivedFrom(model);
  let idsFollow: Positions | null = null;
  let opening: Promise<void> | null = null;
  /** Refs of which a part was read before it turned out that they break a limit. */
  const broken = new Map<string, SetAside>();
  /** Refs that were set aside because they kept moving; each is read again once. */
  const calmed = new Set<string>();
  /** Callers that wait for all records. */
  let waiting = 0;
  /** The number of fresh records when a background process was last asked to save them. */
  let handedOver = 0;

  function start(from: JournalModel): void {
    model = from;
    derived = derivedFrom(from);
  }

  function openCacheOnce(): Promise<void> {
    opening ??= openKept(journal).then(start);
    return opening;
  }

  const refreshed = sharedRuns(async () => {
    await openCacheOnce();
    if (model.isDamaged) {
      await forgetSnapshot(journal);
      start(emptyModel(journal.kinds));
    }
    await readJournal();
    await continueOwnIds();
    if (directory) layGiven(model, derived, await directory.view(model.state, lessonsIn(model)));
    await indexInTurns(model);
    derived.memory?.forget(derived.changed);
    derived.changed.clear();
  });

  /** Makes the ids of new records sort after this clone's earlier ones. */
  async function continueOwnIds(): Promise<void> {
    if (idsFollow === model.positions) return;
    const newest = model.state.newest.get((await journal.clone()) ?? "");
    if (newest !== undefined) journal.follow(newest);
    idsFollow = model.positions;
  }

  async function readJournal(): Promise<void> {
    const positions = await journal.positions();
    await judgeMoves({ folder: journal.folder, model, broken, calmed }, positions);
    if (isSame(positions, model.positions) && model.unfinished.size === 0) return;
    await adoptRest(positions);
    const wasWhole = model.unfinished.size === 0;
    // Where a part was read before, the rest is another process's work.
    const isOurs = waiting > 0 || keepsParts || wasWhole;
    const read = await readUntil(performance.now() + (isOurs ? turnMs : 0), positions);
    if (read === "rewritten") return readJournal();
    await noteMoves(journal, model.unfinished.keys(), positions);
    const isWhole = model.unfinished.size === 0;
    const isWorth = read.isNews || (isWhole && (read.steps > 1 || !wasWhole)) || isWorthKeeping(model);
    if ((isWhole || keepsParts) && isWorth) await keepFresh();
  }

  /**
   * True where a background process saves the fresh records, as a call that somebody waits for has no time to save many.
   */
  async function leaveSavingToOther(): Promise<boolean> {
    if (keepsParts || !readOn || model.fresh.length <= KEPT_AT_ONCE) return false;
    if (model.fresh.length < 2 * handedOver) return true;
    handedOver = model.fresh.length;
    await readOn();
    return true;
  }

  async function readUntil(until: number, positions: Positions) {
    let isNews = false;
    for (let steps = 1; ; steps += 1) {
      const read = await readStep(positions);
      if (read === "rewritten") return read;
      isNews ||= read.isNews;
      await indexInTurns(model);
      if (model.unfinished.size === 0 || performance.now() >= until) return { isNews, steps };
      // Lets other calls run in between.
      await setImmediate();
    }
  }

  /** Takes over the cache where another process has meanwhile read to the end what is unfinished here. */
  async function adoptRest(positions: Positions): Promise<void> {
    if (model.unfinished.size === 0) return;
    const wanted = new Map([...positions].filter(([ref]) => model.unfinished.has(ref)));
    if (wanted.size === model.unfinished.size && (await hasFinished(journal, wanted)))
      start(await openKept(journal));
  }

  async function readStep(positions: Positions): Promise<"rewritten" | { readonly isNews: boolean }> {
    const { aside, state } = model;
    const changes = await journal.changes(model.positions, positions, soFarIn(model, broken));
    for (const [key, reason] of changes.broken) broken.set(key, reason);
    const completed = model.unread.some((ref) => !changes.unread.includes(ref));
    if (changes.rewritten || completed) {
      log.info("the journal was rewritten or completed; reading it again");
      await noteMoves(journal, changes.lost, positions);
      start(emptyModel(journal.kinds));
      // The cache describes a journal that no longer exists.
      await forgetSnapshot(journal);
      return "rewritten";
    }
    // A ref that was set aside and has moved or is gone is read again; one that is still bad is set aside again.
    const moved = [...aside].filter((ref) => positions.get(ref) !== model.positions.get(ref));
    for (const ref of moved) state.readAgain(ref, derived.changed);
    const isNews = changes.aside.some((ref) => !aside.has(ref));
    model.positions = positionsAfter(model, positions, changes);
    model.aside = new Set(changes.aside);
    apply(model, changes.records, derived.changed);
    derived.version += 1;
    for (const entry of changes.quarantined) state.quarantine(entry, derived.changed);
    // Not one `push` with all of them: a call takes no hundred thousand arguments.
    for (const record of changes.records) model.fresh.push(record);
    model.unread = changes.unread;
    model.unfinished = changes.unfinished;
    state.leave(changes.unfinished.keys());
    return { isNews };
  }

  /** A cache that can't be written, on a full or read-only disk, must stop nobody from reading. */
  async function keepFresh(): Promise<void> {
    if (await leaveSavingToOther()) return;
    const isOverlaid = (derived.overlaid.given?.overlays.length ?? 0) > 0;
    await whileWriting(journal, () => keep(journal, model, isOverlaid)).catch((error) =>
      log.warn({ err: error }, "the cache could not be written"),
    );
  }

  /** Throws what was read away only where a background process goes on with it. */
  async function readAll(until = performance.now() + (readOn ? patienceMs : Number.POSITIVE_INFINITY)) {
    waiting += 1;
    try {
      do await refreshed();
      while (model.unfinished.size > 0 && performance.now() < until);
    } finally {
      waiting -= 1;
    }
    if (model.unfinished.size === 0) return;
    await readOn?.();
    throw stillReading(derived.overlaid.state);
  }

  return {
    prepare: openCacheOnce,
    async state() {
      await readAll();
      return derived.overlaid.state;
    },
    async whole() {
      await readAll(Number.POSITIVE_INFINITY);
      return derived.overlaid.state;
    },
    async soon() {
      await refreshed();
      if (model.unfinished.size > 0) await readOn?.();
      return derived.overlaid.state;
    },
    async facts() {
      await readAll();
      derived.memory ??= createMemory();
      return keptFacts(derived.overlaid.state, derived.memory);
    },
    known: () => derived.overlaid.state,
    engine: () => model.engine,
    similar: (draft, limit, atLeast) =>
      model.engine
        .similar(draft, limit, atLeast)
        .map((found) => asSimilar(found, derived.overlaid.state, draft)),
  };
}
