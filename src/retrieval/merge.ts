// Writes tiers as one segment, term by term, so that merging needs little more memory than its result.
import { createWriter } from "./bytes.ts";
import { staysByName } from "./index-document.ts";
import { joinSegment, openSegment } from "./segment.ts";
import type { TermEntry, Tier } from "./tier.ts";

/** A tier of which only some documents are kept. */
interface Source {
  readonly tier: Tier;
  keeps(document: number): boolean;
}

/** One segment of all documents that `keeps` wants; where segments share an id, the last one's document is kept. */
export function mergeSegments(
  segments: readonly Buffer[],
  keeps: (id: string) => boolean = () => true,
): Buffer {
  const tiers = segments.map((segment) => openSegment(segment));
  const [only] = segments;
  if (only && tiers.length === 1 && tiers.every((tier) => [...tier.fallingIds()].every(keeps))) return only;
  return writeSegment(
    tiers.map((tier, index) => ({
      tier,
      keeps(document) {
        const id = tier.id(document);
        return keeps(id) && tiers.slice(index + 1).every((later) => later.find(id) < 0);
      },
    })),
  );
}

/** The kept documents of all sources, in their order, as one segment. */
export function writeSegment(sources: readonly Source[]): Buffer {
  const { numbers, kept } = renumber(sources);
  const isUnmoved = numbers.map((list) => list.every((number, document) => number === document));
  const names = createWriter();
  const postings = createWriter();
  const nameEnds: number[] = [];
  const postingStarts: number[] = [];
  const rows: number[][] = kept.map(() => []);
  for (const [term, lists] of mergedEntries(sources.map(({ tier }) => tier))) {
    const [[source, list] = [0, []], ...more] = lists;
    const joined = more.length === 0 && isUnmoved[source] ? list : renumbered(lists, numbers);
    if (joined.length === 0) continue;
    if (staysByName(term)) addToRows(rows, nameEnds.length, joined);
    names.latin1(term);
    nameEnds.push(names.length());
    postingStarts.push(postings.length());
    writePostings(postings, joined);
  }
  const documents = createWriter();
  const documentStarts = kept.map(({ tier, document }, number) => {
    const start = documents.length();
    const id = tier.id(document);
    documents.number(Buffer.byteLength(id));
    documents.text(id);
    writePostings(documents, rows[number] ?? []);
    return start;
  });
  return joinSegment({
    documents: documents.done(),
    documentStarts,
    lengths: kept.map(({ tier, document }) => tier.lengths[document] ?? 0),
    order: orderOf(kept.map(({ tier, document }) => tier.id(document))),
    names: names.done(),
    nameEnds,
    postings: postings.done(),
    postingStarts,
  });
}

/** Indexes of the ids, in the order of the ids. */
function orderOf(ids: readonly string[]): number[] {
  const at = (place: number): string => ids[place] ?? "";
  return ids.map((_, place) => place).sort((a, b) => (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : a - b));
}

/** For each source the new number of each of its documents, -1 where it is not kept. */
function renumber(sources: readonly Source[]) {
  const kept: { tier: Tier; document: number }[] = [];
  const numbers = sources.map(({ tier, keeps }) =>
    Array.from({ length: tier.size }, (_, document) =>
      keeps(document) ? kept.push({ tier, document }) - 1 : -1,
    ),
  );
  return { numbers, kept };
}

function renumbered(
  lists: readonly (readonly [source: number, list: readonly number[]])[],
  numbers: readonly (readonly number[])[],
): number[] {
  const result: number[] = [];
  for (const [source, list] of lists) {
    for (let index = 0; index < list.length; index += 2) {
      const number = numbers[source]?.[list[index] ?? 0] ?? -1;
      if (number >= 0) result.push(number, list[index + 1] ?? 0);
    }
  }
  return result;
}

/** Terms come in ascending order, so each row is sorted by term number. */
function addToRows(rows: readonly number[][], term: number, postings: readonly number[]): void {
  for (let index = 0; index < postings.length; index += 2) {
    rows[postings[index] ?? 0]?.push(term, postings[index + 1] ?? 0);
  }
}

/** Pairs of an ascending number and a count, as differences. */
function writePostings(writer: ReturnType<typeof createWriter>, pairs: readonly number[]): void {
  writer.number(pairs.length / 2);
  let previous = 0;
  for (let index = 0; index < pairs.length; index += 2) {
    const number = pairs[index] ?? 0;
    writer.number(number - previous);
    writer.number(pairs[index + 1] ?? 0);
    previous = number;
  }
}

/** Every term once, with the postings that each tier has for it. */
function* mergedEntries(tiers: readonly Tier[]): Iterable<[string, [number, readonly number[]][]]> {
  const [only] = tiers;
  if (only !== undefined && tiers.length === 1) {
    for (const [term, list] of only.entries()) yield [term, [[0, list]]];
    return;
  }
  let heads = tiers.flatMap((tier, source) => begun(source, tier.entries()[Symbol.iterator]()));
  while (heads.length > 0) {
    const first = firstOf(heads);
    const lists: [number, readonly number[]][] = [];
    let isOver = false;
    for (const head of heads) {
      if (head.entry[0] !== first) continue;
      lists.push([head.source, head.entry[1]]);
      const next = head.rest.next();
      if (next.done === true) isOver = head.isOver = true;
      else head.entry = next.value;
    }
    yield [first, lists];
    if (isOver) heads = heads.filter((head) => !head.isOver);
  }
}

interface Cursor {
  readonly source: number;
  readonly rest: Iterator<TermEntry>;
  entry: TermEntry;
  isOver: boolean;
}

function firstOf([head, ...more]: readonly Cursor[]): string {
  let first = head?.entry[0] ?? "";
  for (const { entry } of more) if (entry[0] < first) [first] = entry;
  return first;
}

/** Empty where the tier has no term. */
function begun(source: number, rest: Iterator<TermEntry>): Cursor[] {
  const next = rest.next();
  return next.done === true ? [] : [{ source, rest, entry: next.value, isOver: false }];
}
