// Reads the records that count from kept parts, as newer copies may replace some of them.
import { newestOfAll } from "../shared/ids.ts";
import { feedsOf } from "./feeds.ts";
import type { Index } from "./indexes.ts";
import type { KeptRecords } from "./kept-records.ts";
import type { Kinds } from "./kinds.ts";
import type { Lies } from "./origin.ts";
import type { JournalRecord } from "./record.ts";

export interface KeptPart {
  readonly records: KeptRecords;
  /** Numbers of records that no longer count: redacted, or replaced by another copy. */
  readonly dead: Set<number>;
}

/** A record that counts and is not parsed yet. */
export interface KeptRecord {
  readonly kind: string;
  readonly blob: string;
  readonly lies: Lies;
  read(): JournalRecord;
  /** Marks that it no longer counts. */
  drop(): void;
}

/** All parts as one; of each id one record counts. */
export interface Parts {
  find(id: string): KeptRecord | null;
  all(kind: string): JournalRecord[];
  count(kind: string): number;
  ids(): string[];
  /** Greatest id first. */
  falling(kind: string): Iterable<JournalRecord>;
  /** For each part a time before which no record of the kind was written. */
  oldest(kind: string): string[];
  values(index: Index<unknown>, key: string): unknown[];
  /** All keys that have values, and maybe some that have none. */
  keys(index: Index<unknown>): Iterable<string>;
}

/** The numbers of the records that count. */
export const alive = ({ records, dead }: KeptPart): number[] =>
  Array.from({ length: records.size }, (_, number) => number).filter((number) => !dead.has(number));

/** The ids of the records that count, or of the dead ones. */
export const idsIn = ({ records, dead }: KeptPart, areDead = false): string[] =>
  Array.from({ length: records.size }, (_, place) => records.inOrder(place)).flatMap(([id, number]) =>
    dead.has(number) === areDead ? [id] : [],
  );

function* fallingIn({ records, dead }: KeptPart, kind: string): Iterable<JournalRecord> {
  for (let place = records.size - 1; place >= 0; place -= 1) {
    const [, number] = records.inOrder(place);
    if (records.kind(number) === kind && !dead.has(number)) yield records.record(number);
  }
}

function* ofKind({ records, dead }: KeptPart, kind: string): Iterable<number> {
  for (let number = 0; number < records.size; number += 1)
    if (records.kind(number) === kind && !dead.has(number)) yield number;
}

function countOf(part: KeptPart, kind: string): number {
  let count = 0;
  for (const _ of ofKind(part, kind)) count += 1;
  return count;
}

export const joinParts = (kinds: Kinds, parts: readonly KeptPart[]): Parts => ({
  find(id) {
    for (const { records, dead } of parts) {
      const number = records.find(id);
      if (number < 0 || dead.has(number)) continue;
      return {
        kind: records.kind(number),
        blob: records.blob(number),
        lies: records.lies(number),
        read: () => records.record(number),
        drop: () => dead.add(number),
      };
    }
    return null;
  },
  all: (kind) => parts.flatMap((part) => Array.from(ofKind(part, kind), part.records.record)),
  count: (kind) => parts.reduce((sum, part) => sum + countOf(part, kind), 0),
  ids: () => parts.flatMap((part) => idsIn(part)),
  falling: (kind) => newestOfAll(parts.map((part) => fallingIn(part, kind))),
  oldest: (kind) => parts.flatMap(({ records }) => records.oldest(kind) ?? []),
  values: (index, key) =>
    parts.flatMap(({ records, dead }) =>
      records
        .under(index, key)
        .flatMap((number) => (dead.has(number) ? [] : valuesOf(kinds, records.record(number), index, key))),
    ),
  keys: (index) => new Set(parts.flatMap(({ records }) => [...records.keys(index)])),
});

function valuesOf(kinds: Kinds, record: JournalRecord, wanted: Index<unknown>, key: string): unknown[] {
  const values: unknown[] = [];
  for (const { index, entriesOf } of feedsOf(kinds, record)) {
    if (index !== wanted) continue;
    for (const [each, value] of entriesOf(record)) if (each === key) values.push(value);
  }
  return values;
}
