// Searches immutable segments and a fresh tier in memory as one, for any number of learnings.

import { type Corpus, type Place, roomFor, type Shelf, shelve } from "./corpus.ts";
import { indexDocument } from "./index-document.ts";
import { writeSegment } from "./merge.ts";
import type { Bytes } from "./places.ts";
import type { SearchDocument, SearchHit, SearchQuery } from "./query.ts";
import { linksOf, rank } from "./rank.ts";
import { openKeptSegment, openSegment } from "./segment.ts";
import { alikeAmong, type DraftText, similarTo } from "./similar.ts";
import { createFreshTier } from "./tier.ts";

export interface SearchEngine {
  /** Adds documents, or replaces those with the same ids. They are indexed before the next search. */
  add(documents: readonly SearchDocument[]): void;
  /** Indexes up to `most` of the added documents now, and returns how many are left. */
  index(most: number): number;
  /** Adds a segment made by `seal` or `mergeSegments`. Throws an Error if the buffer is not one, or is damaged. */
  attach(segment: Buffer): void;
  /**
   * The same for one that is opened when something is asked first, and is believed. `gone` gives the ids in it that another
   * one has taken the place of, or nothing. Only before anything else is added.
   */
  attachKept(open: () => Bytes, gone: () => readonly string[]): void;
  /** Hides a document everywhere; adding its id again shows the new one. Unknown ids are no error. */
  remove(id: string): void;
  /** The documents that match, best first, at most `query.limit`. */
  search(query: SearchQuery): SearchHit[];
  /** Visible documents that cite this one or that it cites. */
  linkedWith(id: string): string[];
  /** Stored documents most like a draft, most similar first; `similarity` 0 to 1, and not below `atLeast`. */
  similar(draft: DraftText, limit: number, atLeast?: number): { id: string; similarity: number }[];
  /** For each of these ids, the others that are at least so similar to it. */
  alike(ids: readonly string[], atLeast: number): ReadonlyMap<string, readonly string[]>;
  /** All visible documents that `keeps` wants, as one segment; the engine stays as it is. */
  extract(keeps: (id: string) => boolean): Buffer;
  /** What ranking reads at this moment. */
  corpus(): Corpus;
  /** Visible documents. */
  size(): number;
  /** Documents that are only in memory. */
  freshSize(): number;
  /** Turns the fresh tier into a segment, which stays attached, and returns it for keeping. */
  seal(): Buffer;
}

const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
/** How many ids are known as the newest. Beyond them the bonus for recency is below a hundredth: 0.25 / e^4. */
export const NEWEST = 40;

/** An empty engine. All calls are synchronous. */
export function createSearchEngine(): SearchEngine {
  const segments: Shelf[] = [];
  /** Kept ones that are opened when something is asked first. */
  let closed: { readonly openBytes: () => Bytes; readonly gone: () => readonly string[] }[] = [];
  let fresh = createFreshTier();
  let freshShelf: Shelf = { tier: fresh, hidden: [], gone: [] };
  /** Null until somebody asks. */
  let newest: string[] | null = null;
  /** Added and not yet indexed, so that a program that only reads what is stored never pays for indexing. */
  let waiting: SearchDocument[] = [];

  const open = (): void => {
    const opened = closed;
    closed = [];
    for (const { openBytes, gone } of opened) {
      const tier = openKeptSegment(openBytes());
      segments.push(
        shelve(
          tier,
          gone()
            .map(tier.find)
            .filter((document) => document >= 0),
        ),
      );
    }
  };
  const placeIn = (shelf: Shelf, id: string): Place | undefined => {
    const document = shelf.tier.find(id);
    return document < 0 || shelf.hidden[document] === 1 ? undefined : { shelf, document };
  };
  const placeOf = (id: string): Place | undefined => {
    let place = placeIn(freshShelf, id);
    for (let at = segments.length - 1; at >= 0 && !place; at--) {
      const shelf = segments[at];
      if (shelf) place = placeIn(shelf, id);
    }
    return place;
  };
  const hide = (id: string): void => {
    const place = placeOf(id);
    if (place === undefined) return;
    place.shelf.hidden[place.document] = 1;
    place.shelf.gone.push(place.document);
    if (newest?.includes(id)) newest = null;
  };
  const addFresh = (document: SearchDocument): void => {
    hide(document.id);
    fresh.add(indexDocument(document));
    freshShelf.hidden[fresh.size - 1] = 0;
    if (newest) newest = mostRecent([...newest, document.id]);
  };
  const settle = (most = waiting.length): void => {
    open();
    const added = waiting.slice(0, most);
    waiting = waiting.slice(most);
    added.forEach(addFresh);
  };
  const attach = (segment: Buffer): void => {
    settle();
    const tier = openSegment(segment);
    if (segments.length > 0 || fresh.size > 0) for (const id of tier.fallingIds()) hide(id);
    segments.push(shelve(tier));
    newest = null;
  };
  const corpus = (): Corpus => {
    settle();
    const shelves = [...segments, freshShelf];
    newest ??= mostRecent(shelves.flatMap(newestOn));
    return { shelves, places: { get: placeOf, has: (id) => placeOf(id) !== undefined }, newest };
  };

  return {
    add(documents) {
      for (const each of documents) waiting.push(each);
    },
    index(most) {
      if (most > 0) settle(most);
      return waiting.length;
    },
    attach,
    attachKept(openBytes, gone) {
      closed.push({ openBytes, gone });
      newest = null;
    },
    remove(id) {
      settle();
      hide(id);
    },
    search: (query) => rank(corpus(), query),
    linkedWith(id) {
      const all = corpus();
      return linksOf(all, id, roomFor(all));
    },
    similar: (draft, limit, atLeast) => similarTo(corpus(), draft, limit, atLeast),
    alike: (ids, atLeast) => alikeAmong(corpus(), ids, atLeast),
    extract: (keeps) =>
      writeSegment(
        corpus().shelves.map(({ tier, hidden }) => ({
          tier,
          keeps: (document) => hidden[document] === 0 && keeps(tier.id(document)),
        })),
      ),
    corpus,
    size: () => corpus().shelves.reduce((sum, { tier, gone }) => sum + tier.size - gone.length, 0),
    freshSize() {
      settle();
      return fresh.size;
    },
    seal() {
      settle();
      const { tier, hidden } = freshShelf;
      const segment = writeSegment([{ tier, keeps: (document) => hidden[document] === 0 }]);
      fresh = createFreshTier();
      freshShelf = { tier: fresh, hidden: [], gone: [] };
      segments.push(shelve(openSegment(segment)));
      return segment;
    },
  };
}

function newestOn({ tier, hidden }: Shelf): string[] {
  const found: string[] = [];
  for (const id of tier.fallingIds()) {
    if (ULID.test(id) && hidden[tier.find(id)] === 0) found.push(id);
    if (found.length === NEWEST) break;
  }
  return found;
}

/** Only the order of ULIDs tells when a learning was recorded. */
const mostRecent = (ids: readonly string[]): string[] =>
  ids
    .filter((id) => ULID.test(id))
    .sort()
    .reverse()
    .slice(0, NEWEST);
