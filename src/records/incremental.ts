// Keeps results derived from the state until something changes that was read for them.
import type { State } from "./state.ts";

interface HasId {
  readonly id: string;
}
/** Derives something from one record. It must use only the record and the state: no clock, nothing from outside. */
export type Work<R extends HasId, T> = (state: State, record: R) => T;

export interface Memory {
  /** The result of `work` for each record. */
  each<R extends HasId, T>(work: Work<R, T>, state: State, records: readonly R[]): T[];
  /** Drops results that read one of these keys; to be called after each change of the state. */
  forget(changed: ReadonlySet<string>): void;
}

/** Keeps nothing, for a caller that asks once. */
export const FORGETFUL: Memory = {
  each: (work, state, records) => records.map((record) => work(state, record)),
  forget() {},
};

interface Kept {
  /** By record id. */
  readonly results: Map<string, unknown>;
  /** Ids of the records whose work read the state under a key. */
  readonly readers: Map<string, Set<string>>;
}

export function createMemory(): Memory {
  const kept = new Map<unknown, Kept>();
  return {
    each<R extends HasId, T>(work: Work<R, T>, state: State, records: readonly R[]): T[] {
      const own: Kept = kept.get(work) ?? { results: new Map(), readers: new Map() };
      kept.set(work, own);
      let reader = "";
      const watched = watchedState(state, (key) => note(own.readers, key, reader));
      return records.map((record) => {
        const known = own.results.get(record.id);
        if (known !== undefined) return known as T;
        reader = record.id;
        note(own.readers, record.id, record.id);
        const result = work(watched, record);
        own.results.set(record.id, result);
        return result;
      });
    },
    forget(changed) {
      if (changed.size === 0) return;
      for (const { results, readers } of kept.values()) {
        for (const key of [...changed, EVERY_KEY]) {
          for (const id of readers.get(key) ?? []) results.delete(id);
          readers.delete(key);
        }
      }
    },
  };
}

function note(readers: Kept["readers"], key: string, reader: string): void {
  const known = readers.get(key);
  if (known) known.add(reader);
  else readers.set(key, new Set([reader]));
}

/** Stands for reading everything, which every change affects. */
export const EVERY_KEY = "*";

/** The state with its reads watched: `saw` is told the key before each answer. */
export function watchedState(state: State, saw: (key: string) => void): State {
  const seeingAll = <T>(answer: () => T): T => {
    saw(EVERY_KEY);
    return answer();
  };
  const seeing = <T>(key: string, answer: () => T): T => {
    saw(key);
    return answer();
  };
  return {
    kinds: state.kinds,
    holds: (kind, id) => seeing(id, () => state.holds(kind, id)),
    count: (kind) => seeingAll(() => state.count(kind)),
    oldest: (kind) => seeingAll(() => state.oldest(kind)),
    get: (kind, id) => seeing(id, () => state.get(kind, id)),
    newestFirst: (kind) => seeingAll(() => state.newestFirst(kind)),
    all: (kind) => seeingAll(() => state.all(kind)),
    by: (index, key) => seeing(key, () => state.by(index, key)),
    entries: (index) => seeingAll(() => state.entries(index)),
    record: (id) => seeing(id, () => state.record(id)),
    origin: (id) => seeing(id, () => state.origin(id)),
    ids: () => seeingAll(() => state.ids()),
    get quarantined() {
      return seeingAll(() => state.quarantined);
    },
    get redactions() {
      return seeingAll(() => state.redactions);
    },
    get newest() {
      return seeingAll(() => state.newest);
    },
    get unfinished() {
      return seeingAll(() => state.unfinished);
    },
  };
}
