// Joins journal, people's texts, search engine and cache into what a session knows at this moment.
// It is long because what is read, what is kept and what is told of both have to change in one place, or not at all.

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
import { forgetSnapshot, hasFinished } from "./cache/cache.ts";
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

export interface ReadModel {
  /** Reads the cache, where there is one; the journal is left to the first call, as it can take seconds. */
  prepare(): Promise<void>;
  /**
   * All records of all clones, read again where a ref has moved since. Throws STILL_READING where there are more than can be
   * read in a few seconds, and has the rest read by a process of its own.
   */
  state(): Promise<State>;
  /** The same however long it takes, for work that nobody waits for. */
  whole(): Promise<State>;
  /** The same as far as it can be read in a few seconds; `unfinished` names the journals of which it lacks a part. */
  soon(): Promise<State>;
  /** What metrics are counted from; throws as `state` does. It is kept from call to call, and only what has changed since is derived again. */
  facts(): Promise<Facts>;
  /** As it was read last, without a look at the journal; empty before the first time. */
  known(): State;
  /** The engine over the state that was read last. */
  engine(): SearchEngine;
  /** Learnings most like a draft, most similar first. */
  similar(draft: DraftText, limit: number, atLeast: number): Similar[];
}

/** How long reading goes on before it lets others have their turn, and who only wants to know soon has the answer. */
const TURN_MS = 1_000;
/** How long who needs all of it waits. */
const PATIENCE_MS = 3_000;
/** More fresh records than these are kept by the process that reads the rest, as making them searchable takes seconds. */
const KEPT_AT_ONCE = 2_000;

export interface ReadOptions {
  /** Called where somebody was answered before all was read, to have the rest read by a process of its own. */
  readOn?(): Promise<void>;
  /** For that process alone: two that keep parts would each make the other's worthless. */
  readonly keepsParts?: boolean;
  readonly turnMs?: number;
  /** Infinite where whoever asks has said so: a pipeline has no cache and nobody who asks again. */
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
  let refreshing: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  /** Of refs that were read in part before it showed that they break a limit. */
  const broken = new Map<string, SetAside>();
  /** Refs that were set aside for their moves and are judged anew, once each. */
  const calmed = new Set<string>();
  /** `patient` wait for all of it; another process was asked to keep so many fresh records. */
  let [patient, leftToKeep] = [0, 0];

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
    if (model.isDamaged) {
      await forgetSnapshot(journal);
      start(emptyModel(journal.kinds));
    }
    await readJournal();
    await followOwn();
    if (directory) layGiven(model, derived, await directory.view(model.state, lessonsIn(model)));
    await indexInTurns(model);
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

  async function readJournal(): Promise<void> {
    const positions = await journal.positions();
    await judgeMoves({ folder: journal.folder, model, broken, calmed }, positions);
    if (isSame(positions, model.positions) && model.unfinished.size === 0) return;
    await adoptRest(positions);
    // Where a part was read before, the rest is another process's work.
    const isOurs = patient > 0 || keepsParts || model.unfinished.size === 0;
    const wasWhole = model.unfinished.size === 0;
    const read = await readUntil(performance.now() + (isOurs ? turnMs : 0), positions);
    if (read === "rewritten") return readJournal();
    await noteMoves(journal, model.unfinished.keys(), positions);
    const isWhole = model.unfinished.size === 0;
    const isWorth = read.isNews || (isWhole && (read.steps > 1 || !wasWhole)) || isWorthKeeping(model);
    if ((isWhole || keepsParts) && isWorth) await keepFresh();
  }

  /** Who is asked something has no time to keep many. */
  async function leaveToKeep(): Promise<boolean> {
    if (keepsParts || !readOn || model.fresh.length <= KEPT_AT_ONCE) return false;
    if (model.fresh.length < 2 * leftToKeep) return true;
    leftToKeep = model.fresh.length;
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
      // Calls that need nothing of this go on meanwhile.
      await setImmediate();
    }
  }

  /** What another process has read to its end meanwhile need not be read here. */
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
      // The cache describes a journal that is no more.
      await forgetSnapshot(journal);
      return "rewritten";
    }
    // What has moved or is gone is judged anew; what stays set aside says so again.
    const moved = [...aside].filter((ref) => positions.get(ref) !== model.positions.get(ref));
    for (const ref of moved) state.readAgain(ref, derived.changed);
    const isNews = changes.aside.some((ref) => !aside.has(ref));
    model.positions = positionsAfter(model, positions, changes);
    model.aside = new Set(changes.aside);
    apply(model, changes.records, derived.changed);
    derived.version += 1;
    for (const entry of changes.quarantined) state.quarantine(entry, derived.changed);
    // One by one: a call takes no hundred thousand arguments.
    for (const record of changes.records) model.fresh.push(record);
    model.unread = changes.unread;
    model.unfinished = changes.unfinished;
    state.leave(changes.unfinished.keys());
    return { isNews };
  }

  /** A cache that can't be written, on a full or read-only disk, must not stop anyone from reading. */
  async function keepFresh(): Promise<void> {
    if (await leaveToKeep()) return;
    const isOverlaid = (derived.overlaid.given?.overlays.length ?? 0) > 0;
    await keep(journal, model, isOverlaid).catch((error) =>
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

  /** Without another process that goes on, all that was read would be lost to the next who asks. */
  async function readAll(until = performance.now() + (readOn ? patienceMs : Number.POSITIVE_INFINITY)) {
    patient += 1;
    try {
      do await refreshFromNow();
      while (model.unfinished.size > 0 && performance.now() < until);
    } finally {
      patient -= 1;
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
      await refreshFromNow();
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
