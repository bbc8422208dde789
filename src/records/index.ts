// Indexes the state's records: each index takes a record in and out by itself.

export interface Index<R> {
  /** Under which the record stands. */
  keysOf(record: R): Iterable<string>;
  put(record: R): void;
  take(record: R): void;
}

export interface MapIndex<R, V> extends Index<R> {
  readonly map: ReadonlyMap<string, V>;
}

export function byId<R extends { readonly id: string }>(): MapIndex<R, R> {
  const map = new Map<string, R>();
  return {
    map,
    keysOf: ({ id }) => [id],
    put: (record) => void map.set(record.id, record),
    take: ({ id }) => void map.delete(id),
  };
}

/** Records by one key each; `keyOf` null leaves the record out. */
export const grouped = <R>(keyOf: (record: R) => string | null): MapIndex<R, readonly R[]> =>
  groupedEntries((record) => {
    const key = keyOf(record);
    return key === null ? [] : [[key, record]];
  });

/**
 * Values by key, any number of them from one record; in no order unless `sorted`. Of the same record `entriesOf` gives
 * the same values each time, as it is asked again when the record goes: keeping them cost as much as all the rest.
 */
export function groupedEntries<R, V>(
  entriesOf: (record: R) => Iterable<readonly [string, V]>,
  sorted = false,
): MapIndex<R, readonly V[]> {
  const map = new Map<string, V[]>();
  return {
    map,
    keysOf: (record) => Array.from(entriesOf(record), ([key]) => key),
    put(record) {
      for (const [key, value] of entriesOf(record)) {
        const list = map.get(key);
        if (!list) map.set(key, [value]);
        else if (sorted) map.set(key, [...list, value].sort());
        else list.push(value);
      }
    },
    take(record) {
      for (const [key, value] of entriesOf(record)) {
        const list = map.get(key) ?? [];
        map.set(key, list.toSpliced(list.indexOf(value), 1));
      }
    },
  };
}
