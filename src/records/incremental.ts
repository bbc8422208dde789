// Keeps what was worked out of the state, until something changes that was read for it.
import type { State } from "./state.ts";
import { EVERY_KEY, watchedState } from "./watched-reads.ts";

interface HasId {
  readonly id: string;
}

/** Makes something of one record. It may use nothing but the record and the state: no clock, nothing from outside. */
export type Work<R extends HasId, T> = (state: State, record: R) => T;

export interface Memory {
  /** What `work` makes of each record. */
  each<R extends HasId, T>(work: Work<R, T>, state: State, records: readonly R[]): T[];
  /** To be told of all keys under which the state has changed, before anything is asked for again. */
  forget(changed: ReadonlySet<string>): void;
}

/** Keeps nothing, for whoever asks once. */
export const FORGETFUL: Memory = {
  each: (work, state, records) => records.map((record) => work(state, record)),
  forget() {},
};

interface Kept {
  /** By record. */
  readonly results: Map<string, unknown>;
  /** Ids of the records for which the state was asked under a key. */
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
