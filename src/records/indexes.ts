// Defines the ways in which the state can be asked for records, or for what they tell, by a key.

/** Named values by key. Records of several kinds may feed one index. */
export interface Index<V> {
  readonly name: string;
  /** Values that are ordered by themselves; the others are in no order. */
  readonly sorted: boolean;
  /** Never there: it tells the type of the values. */
  readonly value?: V;
}

export const defineIndex = <V>(name: string, { sorted = false } = {}): Index<V> => ({ name, sorted });

/** What the records of one kind put into an index. */
export interface Feed<R> {
  readonly index: Index<unknown>;
  entriesOf(record: R): Iterable<readonly [key: string, value: unknown]>;
}

/**
 * Any number of values from one record. Of the same record `entriesOf` gives the same values each time, as it is asked
 * again when the record goes: keeping them cost as much as all the rest.
 */
export const feed = <R, V>(
  index: Index<V>,
  entriesOf: (record: R) => Iterable<readonly [key: string, value: V]>,
): Feed<R> => ({ index, entriesOf });

/** The records themselves, by one key each; `keyOf` null leaves a record out. */
export const keyed = <R extends V, V = R>(index: Index<V>, keyOf: (record: R) => string | null): Feed<R> =>
  feed(index, (record) => {
    const key = keyOf(record);
    return key === null ? [] : [[key, record] as const];
  });
