// Defines the indexes by which the state can be asked for records, or for values in them, by a key.

/** Named values by key. Records of several kinds may feed one index. */
export interface Index<V> {
  readonly name: string;
  /** True for values that are kept sorted; others are in no order. */
  readonly sorted: boolean;
  /** Never set: it only carries the type of the values. */
  readonly value?: V;
}

export const defineIndex = <V>(name: string, { sorted = false } = {}): Index<V> => ({ name, sorted });

/** What the records of one kind put into an index. */
export interface Feed<R> {
  readonly index: Index<unknown>;
  entriesOf(record: R): Iterable<readonly [key: string, value: unknown]>;
}

/**
 * Any number of values from one record. `entriesOf` has to give the same values each time, as it is asked again when the
 * record goes: keeping them cost as much memory as all the rest.
 */
export const feed = <R, V>(
  index: Index<V>,
  entriesOf: (record: R) => Iterable<readonly [key: string, value: V]>,
): Feed<R> => ({ index, entriesOf });

/** The records themselves, under one key each; null leaves a record out. */
export const keyed = <R extends V, V = R>(index: Index<V>, keyOf: (record: R) => string | null): Feed<R> =>
  feed(index, (record) => {
    const key = keyOf(record);
    return key === null ? [] : [[key, record] as const];
  });
