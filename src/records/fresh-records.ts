// Holds records in memory by id, kind and index key, until they lie in a kept part.

import { firstWhere } from "../shared/first-where.ts";
import { feedsOf } from "./feeds.ts";
import type { Index } from "./indexes.ts";
import type { Kinds } from "./kinds.ts";
import type { JournalRecord } from "./record.ts";
import type { Copy } from "./rivals.ts";

export interface FreshRecords {
  find(id: string): Copy | undefined;
  ids(): Iterable<string>;
  /** In no order. */
  all(kind: string): JournalRecord[];
  count(kind: string): number;
  values(index: Index<unknown>, key: string): readonly unknown[];
  /** All keys that have values. */
  keys(index: Index<unknown>): Iterable<string>;
  /** The id must be new here. */
  put(copy: Copy): void;
  /** False where it is not here. */
  take(record: JournalRecord): boolean;
  clear(): void;
}

const NONE: readonly never[] = [];

export function createFreshRecords(kinds: Kinds): FreshRecords {
  const held = new Map<string, Copy>();
  const byKind = new Map<string, Map<string, JournalRecord>>(
    Array.from(kinds.keys(), (name) => [name, new Map()]),
  );
  const byIndex = new Map<Index<unknown>, Map<string, unknown[]>>();
  const mapOf = (index: Index<unknown>): Map<string, unknown[]> => {
    const known = byIndex.get(index);
    if (known) return known;
    const made = new Map<string, unknown[]>();
    byIndex.set(index, made);
    return made;
  };

  return {
    find: (id) => held.get(id),
    ids: () => held.keys(),
    all: (kind) => Array.from(byKind.get(kind)?.values() ?? NONE),
    count: (kind) => byKind.get(kind)?.size ?? 0,
    values: (index, key) => byIndex.get(index)?.get(key) ?? NONE,
    keys: (index) => byIndex.get(index)?.keys() ?? NONE,
    put(copy) {
      const { record } = copy;
      held.set(record.id, copy);
      byKind.get(record.record)?.set(record.id, record);
      for (const { index, entriesOf } of feedsOf(kinds, record)) {
        const map = mapOf(index);
        for (const [key, value] of entriesOf(record)) {
          const list = map.get(key);
          if (!list) map.set(key, [value]);
          else if (index.sorted) map.set(key, list.toSpliced(placeIn(list, value), 0, value));
          else list.push(value);
        }
      }
    },
    take(record) {
      if (!held.delete(record.id)) return false;
      byKind.get(record.record)?.delete(record.id);
      for (const { index, entriesOf } of feedsOf(kinds, record)) {
        const map = mapOf(index);
        for (const [key, value] of entriesOf(record)) {
          const list = map.get(key) ?? [];
          if (list.length > 1) map.set(key, list.toSpliced(list.indexOf(value), 1));
          else map.delete(key);
        }
      }
      return true;
    },
    clear() {
      held.clear();
      byIndex.clear();
      for (const records of byKind.values()) records.clear();
    },
  };
}

/** Where a value belongs in a sorted list. Found by halving, as anybody may put any number under one key. */
const placeIn = (list: readonly unknown[], value: unknown): number =>
  firstWhere(list.length, (place) => String(list[place]) >= String(value));
