// Lays records out as bytes in which each is found by id, kind and index key, and is parsed only when asked for.

import { firstWhere } from "../shared/first-where.ts";
import { feedsOf } from "./feeds.ts";
import type { Index } from "./indexes.ts";
import type { Kinds } from "./kinds.ts";
import type { Lies, StoredRecord } from "./origin.ts";
import type { JournalRecord } from "./record.ts";

/** One immutable run of records, which are known by their numbers in it. */
export interface KeptRecords {
  readonly size: number;
  /** -1 where there is none of that id. */
  find(id: string): number;
  /** The entry at a place (from 0) in the order of ids. */
  inOrder(place: number): readonly [id: string, number: number];
  kind(number: number): string;
  blob(number: number): string;
  lies(number: number): Lies;
  record(number: number): JournalRecord;
  /** Numbers of the records with values under the key, and maybe some without. */
  under(index: Index<unknown>, key: string): readonly number[];
  keys(index: Index<unknown>): Iterable<string>;
  /** The time of the oldest record of a kind; null where there is none. */
  oldest(kind: string): string | null;
}

export interface EncodedRecords {
  /** All but the records themselves. */
  readonly index: Buffer;
  /** One record per line. */
  readonly lines: Buffer;
}

/** Parsed records kept alive. One that another caller still holds is never parsed a second time. */
const MOST_HELD = 1_000;
/**
 * Four-byte numbers at the beginning: counts of records and keys, and the lengths of ids, blobs, head, names and postings.
 */
const HEADER = 6;
const LIES: readonly Lies[] = [false, true, "here"];

interface Head {
  readonly kinds: readonly string[];
  readonly oldest: Readonly<Record<string, string>>;
}

export function encodeRecords(kinds: Kinds, stored: readonly StoredRecord[]): EncodedRecords {
  const lines = stored.map(({ record }) => Buffer.from(`${JSON.stringify(record)}\n`));
  const offsets = [0];
  for (const line of lines) offsets.push((offsets.at(-1) ?? 0) + line.length);
  const idAt = (number: number): string => stored[number]?.record.id ?? "";
  const order = stored
    .map((_, number) => number)
    .sort((a, b) => (idAt(a) < idAt(b) ? -1 : idAt(a) > idAt(b) ? 1 : a - b));
  const names = [...new Set(stored.map(({ record }) => record.record))];
  const oldest: Record<string, string> = {};
  for (const { record } of stored)
    if (!((oldest[record.record] ?? "~") < record.at)) oldest[record.record] = record.at;
  const head: Head = { kinds: names, oldest };
  const headBytes = Buffer.from(JSON.stringify(head));
  const ids = column(order.map(idAt));
  const blobs = column(stored.map(({ blob }) => blob));
  const { keys, keyEnds, postings, postingEnds } = encodeKeys(kinds, stored);
  const header = [stored.length, keyEnds.length, ids.width, blobs.width, headBytes.length, keys.length];
  const numbers = Buffer.alloc(4 * (header.length + offsets.length + order.length + 2 * keyEnds.length));
  [...header].concat(offsets, order, keyEnds, postingEnds).forEach((each, at) => {
    numbers.writeUInt32LE(each, at * 4);
  });
  const kindOf = Uint8Array.from(stored, ({ record }) => names.indexOf(record.record));
  const lies = Uint8Array.from(stored, ({ own }) => LIES.indexOf(own));
  return {
    index: Buffer.concat([numbers, kindOf, lies, ids.bytes, blobs.bytes, headBytes, keys, postings]),
    lines: Buffer.concat(lines),
  };
}

/** Texts padded to one width. */
function column(texts: readonly string[]): { readonly width: number; readonly bytes: Buffer } {
  const width = texts.reduce((most, text) => Math.max(most, text.length), 0);
  return { width, bytes: Buffer.from(texts.map((text) => text.padEnd(width)).join(""), "latin1") };
}

function encodeKeys(kinds: Kinds, stored: readonly StoredRecord[]) {
  const numbers = new Map<string, number[]>();
  for (const [number, { record }] of stored.entries()) {
    for (const { index, entriesOf } of feedsOf(kinds, record)) {
      for (const [key] of entriesOf(record)) {
        const name = nameOf(index, key);
        const list = numbers.get(name);
        if (!list) numbers.set(name, [number]);
        else if (list.at(-1) !== number) list.push(number);
      }
    }
  }
  const sorted = [...numbers.keys()].sort();
  const keyEnds: number[] = [];
  const postingEnds: number[] = [];
  const postings: number[] = [];
  let length = 0;
  for (const name of sorted) {
    length += name.length;
    keyEnds.push(length);
    // Not one `push` with all of them: a call takes no hundred thousand arguments.
    for (const number of numbers.get(name) ?? []) postings.push(number);
    postingEnds.push(postings.length);
  }
  const bytes = Buffer.alloc(postings.length * 4);
  postings.forEach((number, at) => {
    bytes.writeUInt32LE(number, at * 4);
  });
  return { keys: Buffer.from(sorted.join(""), "latin1"), keyEnds, postings: bytes, postingEnds };
}

/** The UTF-8 bytes read as latin1, so that `<` orders by bytes. */
function nameOf({ name }: Index<unknown>, key: string): string {
  const whole = `${name}\0${key}`;
  return /^[\0-\x7f]*$/.test(whole) ? whole : Buffer.from(whole).toString("latin1");
}

/** `read` returns the record in a slice of the lines. The index is trusted. */
export function openRecords(
  kinds: Kinds,
  index: Buffer,
  read: (start: number, end: number) => JournalRecord,
): KeptRecords {
  const number = (at: number): number => index.readUInt32LE(at * 4);
  const size = number(0);
  const keyCount = number(1);
  const idWidth = number(2);
  const blobWidth = number(3);
  const orderAt = HEADER + size + 1;
  const keyEndsAt = orderAt + size;
  const postingEndsAt = keyEndsAt + keyCount;
  const kindsAt = 4 * (postingEndsAt + keyCount);
  const idsAt = kindsAt + 2 * size;
  const blobsAt = idsAt + size * idWidth;
  const headAt = blobsAt + size * blobWidth;
  const keysAt = headAt + number(4);
  const postingsAt = keysAt + number(5);
  const head: Head = JSON.parse(index.toString("utf8", headAt, keysAt));
  const parsed = new Map<number, WeakRef<JournalRecord>>();
  const held: JournalRecord[] = [];
  let next = 0;

  const idAt = (place: number): string =>
    index.toString("latin1", idsAt + place * idWidth, idsAt + (place + 1) * idWidth).trimEnd();
  const keyEnd = (key: number): number => (key < 0 ? 0 : number(keyEndsAt + key));
  const keyAt = (key: number): string =>
    index.toString("latin1", keysAt + keyEnd(key - 1), keysAt + keyEnd(key));
  const postingsOf = (key: number): number[] => {
    const start = key === 0 ? 0 : number(postingEndsAt + key - 1);
    return Array.from({ length: number(postingEndsAt + key) - start }, (_, at) =>
      index.readUInt32LE(postingsAt + (start + at) * 4),
    );
  };
  const firstFrom = (name: string): number => {
    const wanted = Buffer.from(name, "latin1");
    return firstWhere(
      keyCount,
      (key) => wanted.compare(index, keysAt + keyEnd(key - 1), keysAt + keyEnd(key)) <= 0,
    );
  };

  function record(at: number): JournalRecord {
    const known = parsed.get(at)?.deref();
    if (known) return known;
    const made = read(number(HEADER + at), number(HEADER + at + 1));
    parsed.set(at, new WeakRef(made));
    held[next] = made;
    next = (next + 1) % MOST_HELD;
    return made;
  }

  return {
    size,
    find(id) {
      const wanted = Buffer.from(id.padEnd(idWidth), "latin1");
      const start = (each: number): number => idsAt + each * idWidth;
      const place = firstWhere(size, (each) => wanted.compare(index, start(each), start(each + 1)) <= 0);
      return place < size && idAt(place) === id ? number(orderAt + place) : -1;
    },
    inOrder: (place) => [idAt(place), number(orderAt + place)],
    kind: (at) => head.kinds[index[kindsAt + at] ?? 0] ?? "",
    lies: (at) => LIES[index[kindsAt + size + at] ?? 0] ?? false,
    blob: (at) =>
      index.toString("latin1", blobsAt + at * blobWidth, blobsAt + (at + 1) * blobWidth).trimEnd(),
    record,
    under(asked, key) {
      const name = nameOf(asked, key);
      const place = firstFrom(name);
      return place < keyCount && keyAt(place) === name ? postingsOf(place) : [];
    },
    *keys(asked) {
      const prefix = nameOf(asked, "");
      for (let at = firstFrom(prefix); at < keyCount; at += 1) {
        const name = keyAt(at);
        if (!name.startsWith(prefix)) return;
        const key = Buffer.from(name.slice(prefix.length), "latin1").toString("utf8");
        if (!key.includes("\ufffd")) yield key;
        // Keys that UTF-8 can't hold, such as half a surrogate pair, are only in the record.
        else yield* keysOf(kinds, postingsOf(at).map(record), asked);
      }
    },
    oldest: (kind) => head.oldest[kind] ?? null,
  };
}

const keysOf = (kinds: Kinds, records: readonly JournalRecord[], asked: Index<unknown>): Set<string> =>
  new Set(
    records.flatMap((record) =>
      feedsOf(kinds, record).flatMap(({ index, entriesOf }) =>
        index === asked ? Array.from(entriesOf(record), ([key]) => key) : [],
      ),
    ),
  );
