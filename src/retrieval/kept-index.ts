// Lays a search index and the texts that it finds into one run of bytes, which is read in a millisecond.
import { createSearchEngine, type SearchEngine } from "./engine.ts";
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
  readonly segment: Buffer;
  /** Opened when first asked for. */
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
  const parts = [
    Buffer.from(JSON.stringify(head)),
    segment(),
    Buffer.concat([
      Buffer.from("\n"),
      ...items.map((item) => Buffer.from(`${JSON.stringify(item)}\n`)),
      ...written.flatMap((each) => [each, Buffer.from("\n")]),
    ]),
  ];
  const lengths = Buffer.alloc(12);
  parts.forEach((part, at) => {
    lengths.writeUInt32LE(part.length, at * 4);
  });
  return Buffer.concat([Buffer.from(format), lengths, ...parts]);
}

/** Null for another layout, also of the search index; throws for a damaged one. Keeps a reference to `bytes`. */
export function openIndex<Head, Item extends { readonly id: string }>(
  format: string,
  bytes: Buffer,
): KeptIndex<Head, Item> | null {
  const headAt = format.length + 12;
  if (bytes.toString("latin1", 0, format.length) !== format || bytes.length < headAt) return null;
  const length = (part: number): number => bytes.readUInt32LE(format.length + part * 4);
  const segmentAt = headAt + length(0);
  const textsAt = segmentAt + length(1);
  if (bytes.length !== textsAt + length(2) || !isSegment(bytes.subarray(segmentAt))) return null;
  const head: Head = JSON.parse(bytes.toString("utf8", headAt, segmentAt));
  let engine: SearchEngine | null = null;
  const texts = bytes.subarray(textsAt);
  return {
    head,
    segment: bytes.subarray(segmentAt, textsAt),
    get engine() {
      engine ??= engineOver(bytes.subarray(segmentAt, textsAt));
      return engine;
    },
    all: () =>
      texts
        .toString("utf8")
        .split("\n")
        .filter(Boolean)
        .map((line): Item => JSON.parse(line)),
    holding(text) {
      const found: Item[] = [];
      for (let at = texts.indexOf(text); at >= 0; ) {
        const end = texts.indexOf("\n", at);
        found.push(JSON.parse(texts.toString("utf8", texts.lastIndexOf("\n", at) + 1, end)));
        at = texts.indexOf(text, end);
      }
      return found;
    },
    item(id) {
      const start = texts.indexOf(`\n{"id":${JSON.stringify(id)}`);
      if (start < 0) return null;
      return JSON.parse(texts.toString("utf8", start + 1, texts.indexOf("\n", start + 1)));
    },
  };
}

export function engineOver(segment: Buffer): SearchEngine {
  const engine = createSearchEngine();
  engine.attach(segment);
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
        engine = engineOver(lower.segment);
        // Removed before the upper index is added, as that may hold them again.
        for (const id of gone) engine.remove(id);
        engine.attach(upper.segment);
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
