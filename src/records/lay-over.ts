// Makes variants of a state: with people's texts laid over it, or with one more record assumed.
import { newestFirst, newestOfAll } from "../shared/ids.ts";
import type { RecordKind } from "./define-record.ts";
import { feedsOf } from "./feeds.ts";
import type { Index } from "./indexes.ts";
import type { Origin } from "./origin.ts";
import type { JournalRecord, Quarantined } from "./record.ts";
import type { State } from "./state.ts";

export interface Layer<R extends JournalRecord> {
  /** The kind of all its records. */
  readonly kind: RecordKind<R>;
  /** By id; each replaces the state's record of that id. Indexes still answer from the journal. */
  readonly records: ReadonlyMap<string, R>;
  /** Indexes with values from this layer alone. */
  readonly indexes: readonly LaidIndex[];
  readonly quarantined: readonly (readonly [key: string, entry: Quarantined])[];
}

/** The part of a map that a caller needs who does not hold all of it. */
export type Lookup<V> = Pick<ReadonlyMap<string, V>, "get" | "keys">;

export interface LaidIndex {
  readonly index: Index<unknown>;
  readonly values: Lookup<readonly unknown[]>;
}

/** An index with one value per key. */
export const laidOnce = <V>(index: Index<V>, values: Lookup<V>): LaidIndex => ({
  index,
  values: {
    get(key) {
      const value = values.get(key);
      return value === undefined ? undefined : [value];
    },
    keys: () => values.keys(),
  },
});

/** A new state; the given one stays as it is. */
export function layOver<R extends JournalRecord>(state: State, layer: Layer<R>): State {
  const { kind, records } = layer;
  const indexes = new Map(layer.indexes.map(({ index, values }) => [index, values]));
  const added = [...records.keys()].filter((id) => !state.holds(kind, id));
  const addedRecords = (): R[] => added.flatMap((id) => records.get(id) ?? []);
  const recordOf = (id: string): JournalRecord | undefined => records.get(id) ?? state.record(id);
  return {
    ...state,
    holds: (asked, id) => (records.has(id) ? asked.name === kind.name : state.holds(asked, id)),
    count: (asked) => state.count(asked) + (asked.name === kind.name ? added.length : 0),
    oldest(asked) {
      const known = state.oldest(asked);
      const times = asked.name === kind.name ? Array.from(records.values(), ({ at }) => at) : [];
      return [...times, ...(known === null ? [] : [known])].sort()[0] ?? null;
    },
    get: <K extends JournalRecord>(asked: RecordKind<K>, id: string) => {
      const record = recordOf(id);
      return record && asked.is(record) ? record : undefined;
    },
    newestFirst: <K extends JournalRecord>(asked: RecordKind<K>): Iterable<K> =>
      asked.name === kind.name
        ? // Only records of this kind are laid over those of it.
          (newestOfAll<JournalRecord>([
            laidInto(state.newestFirst(asked), records),
            addedRecords().sort(newestFirst),
          ]) as Iterable<K>)
        : state.newestFirst(asked),
    all: <K extends JournalRecord>(asked: RecordKind<K>): K[] =>
      asked.name === kind.name
        ? [...laidInto(state.all(asked), records), ...addedRecords()].filter(asked.is)
        : state.all(asked),
    by: <V>(index: Index<V>, key: string) =>
      // `laidOnce` makes sure that the values are of the index's type.
      indexes.has(index) ? ((indexes.get(index)?.get(key) ?? []) as readonly V[]) : state.by(index, key),
    entries: <V>(index: Index<V>) => {
      const values = indexes.get(index) as Lookup<readonly V[]> | undefined;
      return values
        ? Array.from(values.keys(), (key) => [key, values.get(key) ?? []] as const)
        : state.entries(index);
    },
    record: recordOf,
    ids: () => [...state.ids(), ...added],
    quarantined: new Map([...state.quarantined, ...layer.quarantined]),
  };
}

function* laidInto(
  given: Iterable<JournalRecord>,
  laid: ReadonlyMap<string, JournalRecord>,
): Iterable<JournalRecord> {
  for (const record of given) yield laid.get(record.id) ?? record;
}

/** The state as it would be with one more record, for laws that are asked before it is written. */
export function supposing(state: State, record: JournalRecord, origin: Origin): State {
  const feeds = feedsOf(state.kinds, record);
  const supposed = (index: Index<unknown>, wanted: string): unknown[] =>
    feeds
      .filter((feed) => feed.index === index)
      .flatMap(({ entriesOf }) =>
        [...entriesOf(record)].flatMap(([key, value]) => (key === wanted ? [value] : [])),
      );
  return {
    ...state,
    by: <V>(index: Index<V>, key: string) => [
      ...state.by(index, key),
      ...(supposed(index, key) as readonly V[]),
    ],
    origin: (id) => (id === record.id ? origin : state.origin(id)),
  };
}
