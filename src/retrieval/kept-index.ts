// Lays a search index and the texts that it finds into one run of bytes, of which a reader needs no more than what it asks for.
import { firstWhere } from "../shared/first-where.ts";
import { createSearchEngine, type SearchEngine } from "./engine.ts";
import type { Bytes } from "./places.ts";
import { isSegment } from "./segment.ts";

export interface IndexParts<Head, Item extends { readonly id: string }> {
  readonly head: Head;
  /** Computed when asked for, as not every caller keeps it. */
  segment(): Buffer;
  readonly items: readonly Item[];
  /** More items behind these, as their JSON. */
  readonly written?: readonly Buffer[];
}

export interface KeptIndex<Head, Item> {
  readonly head: Head;
  /** All of it. */
  segment(): Buffer;
  /** Opened when it is first asked for. */
  readonly engine: SearchEngine;
  item(id: string): Item | null;
  /** In the order in which they were kept. */
  all(): Item[];
  /** The items whose JSON contains the text; only these are parsed. */
  holding(text: string): Item[];
}

/** `format` names the layout of head and items and ends with a line break; bytes of another format are not opened. */
export function encodeIndex<Head, Item extends { readonly id: string }>(
  format: string,
  { head, segment, items, written = [] }: IndexParts<Head, Item>,
): Buffer {
  const lines = [...items.map((item) => Buffer.from(JSON.stringify(item))), ...written];
  const parts = [
    Buffer.from(JSON.stringify(head)),
    segment(),
    placesOf(lines),
    Buffer.concat(lines.flatMap((line) => [line, LINE_END])),
  ];
  const lengths = Buffer.alloc(LENGTHS);
  parts.forEach((part, at) => {
    lengths.writeUInt32LE(part.length, at * 4);
  });
  return Buffer.concat([Buffer.from(format), lengths, ...parts]);
}

/** Of head, segment, places of the items, and items. */
const LENGTHS = 16;
const LINE_END = Buffer.from("\n");

/** Where each line begins and how long it is, in the order of the lines, which begin with their ids. */
function placesOf(lines: readonly Buffer[]): Buffer {
  let at = 0;
  const placed = lines.map((line) => {
    const start = at;
    at += line.length + LINE_END.length;
    return { line, start };
  });
  const places = Buffer.alloc(placed.length * 8);
  for (const [number, { line, start }] of placed.sort((a, b) => a.line.compare(b.line)).entries()) {
    places.writeUInt32LE(start, number * 8);
    places.writeUInt32LE(line.length, number * 8 + 4);
  }
  return places;
}

/**
 * Null for another layout, also of the search index; throws for a damaged one. Keeps a reference to `bytes`, and looks
 * through the search index before it is used unless they are believed.
 */
export function openIndex<Head, Item extends { readonly id: string }>(
  format: string,
  bytes: Bytes,
  isBelieved = false,
): KeptIndex<Head, Item> | null {
  const headAt = format.length + LENGTHS;
  if (bytes.length < headAt || bytes.part(0, format.length).toString("latin1") !== format) return null;
  const length = (part: number): number => bytes.uint32(format.length + part * 4);
  const segmentAt = headAt + length(0);
  const placesAt = segmentAt + length(1);
  const textsAt = placesAt + length(2);
  const within = (start: number, end: number): Bytes => ({
    length: end - start,
    uint32: (at) => bytes.uint32(start + at),
    part: (from, to) => bytes.part(start + from, start + to),
  });
  const kept = within(segmentAt, placesAt);
  if (bytes.length !== textsAt + length(3) || !isSegment(kept)) return null;
  const head: Head = JSON.parse(bytes.part(headAt, segmentAt).toString("utf8"));
  let engine: SearchEngine | null = null;
  const segment = () => bytes.part(segmentAt, placesAt);
  const texts = () => bytes.part(textsAt, bytes.length);
  const lineAt = (number: number, most = Number.POSITIVE_INFINITY): Buffer => {
    const [start, size] = [0, 4].map((at) => bytes.uint32(placesAt + number * 8 + at));
    const from = textsAt + (start ?? 0);
    return bytes.part(from, from + Math.min(size ?? 0, most));
  };
  return {
    head,
    segment,
    get engine() {
      engine ??= isBelieved ? engineOverKept(kept) : engineOver(segment());
      return engine;
    },
    all: () =>
      texts()
        .toString("utf8")
        .split("\n")
        .filter(Boolean)
        .map((line): Item => JSON.parse(line)),
    holding(text) {
      const [found, all]: [Item[], Buffer] = [[], texts()];
      for (let at = all.indexOf(text); at >= 0; ) {
        const end = all.indexOf("\n", at);
        found.push(JSON.parse(all.toString("utf8", all.lastIndexOf("\n", at) + 1, end)));
        at = all.indexOf(text, end);
      }
      return found;
    },
    item(id) {
      const [wanted, count] = [Buffer.from(`{"id":${JSON.stringify(id)}`), length(2) / 8];
      const found = firstWhere(count, (number) => wanted.compare(lineAt(number, wanted.length)) <= 0);
      if (found === count || !wanted.equals(lineAt(found, wanted.length))) return null;
      return JSON.parse(lineAt(found).toString("utf8"));
    },
  };
}

/** A segment that is looked through first. */
export function engineOver(segment: Buffer): SearchEngine {
  const engine = createSearchEngine();
  engine.attach(segment);
  return engine;
}

function engineOverKept(segment: Bytes): SearchEngine {
  const engine = createSearchEngine();
  engine.attachKept(
    () => segment,
    () => [],
  );
  return engine;
}

export interface Overlay<Item> {
  /** Ids of the lower index that no longer count. */
  readonly gone: ReadonlySet<string>;
  /** An item of the lower index as it is now. */
  now(item: Item): Item;
}

/** One index over another: the upper one's items come first, and the lower one stays as it is. */
export function layered<Head, LowerHead, Item extends { readonly id: string }>(
  upper: KeptIndex<Head, Item>,
  lower: KeptIndex<LowerHead, Item>,
  { gone, now }: Overlay<Item>,
): KeptIndex<Head, Item> {
  let engine: SearchEngine | null = null;
  const asNow = (items: Item[]): Item[] => items.filter(({ id }) => !gone.has(id)).map(now);
  return {
    head: upper.head,
    segment: upper.segment,
    get engine() {
      if (engine === null) {
        engine = engineOver(lower.segment());
        // Before the upper one, which may hold them anew.
        for (const id of gone) engine.remove(id);
        engine.attach(upper.segment());
      }
      return engine;
    },
    item(id) {
      const found = upper.item(id);
      if (found !== null || gone.has(id)) return found;
      const older = lower.item(id);
      return older && now(older);
    },
    all: () => [...upper.all(), ...asNow(lower.all())],
    holding: (text) => [...upper.holding(text), ...asNow(lower.holding(text))],
  };
}
