// Searches immutable segments and a fresh tier in memory as one, for any number of learnings.

import { type Corpus, type Place, roomFor, type Shelf, shelve } from "./corpus.ts";
import { indexDocument } from "./index-document.ts";
import { writeSegment } from "./merge.ts";
import type { SearchDocument, SearchHit, SearchQuery } from "./query.ts";
import { linksOf, rank } from "./rank.ts";
import { openSegment } from "./segment.ts";
import { alikeAmong, type DraftText, similarTo } from "./similar.ts";
import { createFreshTier } from "./tier.ts";

export interface SearchEngine {
  /** A document with a known id takes the place of the older one. It is indexed when something is asked first. */
  add(documents: readonly SearchDocument[]): void;
  /** Indexes so many of those that were added now, and tells how many more of them wait. */
  index(most: number): number;
  /** Adds a segment made by `seal` or `mergeSegments`. Throws an Error if the buffer is not one, or is damaged. */
  attach(segment: Buffer): void;
  /** Hides a document everywhere; adding its id again shows the new one. Unknown ids are no error. */
  remove(id: string): void;
  /** The documents that match, best first, at most `query.limit`. */
  search(query: SearchQuery): SearchHit[];
  /** Visible documents that cite this one or that it cites. */
  linkedWith(id: string): string[];
  /** Stored documents most like a draft, most similar first; `similarity` 0 to 1, and not below `atLeast`. */
  similar(draft: DraftText, limit: number, atLeast?: number): { id: string; similarity: number }[];
  /** Of these the ones that are at least so similar to one another: what each is like. */
  alike(ids: readonly string[], atLeast: number): ReadonlyMap<string, readonly string[]>;
  /** All visible documents that `keeps` wants, as one segment; the engine stays as it is. */
  extract(keeps: (id: string) => boolean): Buffer;
  /** What ranking reads, as of this moment. */
  corpus(): Corpus;
  /** Visible documents. */
  size(): number;
  /** Documents that are only in memory. */
  freshSize(): number;
  /** Turns the fresh tier into a segment, which stays attached, and returns it for keeping. */
  seal(): Buffer;
}

const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
/** How many ids are known as the newest; beyond them the bonus for recency is below a hundredth. */
export const NEWEST = 40;

/** An empty engine. All calls are synchronous. */
export function createSearchEngine(): SearchEngine {
  const segments: Shelf[] = [];
  const places = new Map<string, Place>();
  const newest: string[] = [];
  let fresh = createFreshTier();
  let freshShelf: Shelf = shelve(fresh);
  /** True if `newest` lacks one that would follow it. */
  let thinned = false;
  /** Added and not yet indexed: who only reads what is stored, as a session's first hook does, never pays for it. */
  let waiting: SearchDocument[] = [];

  const hide = (id: string): void => {
    const place = places.get(id);
    if (place === undefined) return;
    place.shelf.hidden[place.document] = 1;
    place.shelf.gone.push(place.document);
    places.delete(id);
    if (!newest.includes(id)) return;
    thinned ||= newest.length === NEWEST;
    newest.splice(newest.indexOf(id), 1);
  };
  const show = (id: string, place: Place): void => {
    const wasThinned = thinned;
    hide(id);
    // It comes back to where it was.
    thinned = wasThinned;
    places.set(id, place);
    noteNewest(id);
  };
  const noteNewest = (id: string): void => {
    // Only ULIDs tell by their order when a learning was recorded.
    if (!ULID.test(id) || (newest.length === NEWEST && id < (newest.at(-1) ?? ""))) return;
    const older = newest.findIndex((other) => other < id);
    newest.splice(older < 0 ? newest.length : older, 0, id);
    if (newest.length > NEWEST) newest.pop();
  };
  const addFresh = (document: SearchDocument): void => {
    fresh.add(indexDocument(document));
    show(document.id, { shelf: freshShelf, document: freshShelf.hidden.push(0) - 1 });
  };
  const settle = (most = waiting.length): void => {
    const added = waiting.slice(0, most);
    waiting = waiting.slice(most);
    added.forEach(addFresh);
  };
  const attach = (segment: Buffer): void => {
    settle();
    const tier = openSegment(segment);
    const shelf = shelve(tier);
    segments.push(shelf);
    tier.ids.forEach((id, document) => {
      show(id, { shelf, document });
    });
  };
  const corpus = (): Corpus => {
    settle();
    if (thinned) {
      newest.length = 0;
      for (const id of places.keys()) noteNewest(id);
      thinned = false;
    }
    return { shelves: [...segments, freshShelf], places, newest };
  };

  return {
    add(documents) {
      for (const each of documents) waiting.push(each);
    },
    index(most) {
      settle(most);
      return waiting.length;
    },
    attach,
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
          keeps: (document) => hidden[document] === 0 && keeps(tier.ids[document] ?? ""),
        })),
      ),
    corpus,
    size() {
      settle();
      return places.size;
    },
    freshSize() {
      settle();
      return fresh.ids.length;
    },
    seal() {
      settle();
      const { tier, hidden } = freshShelf;
      const segment = writeSegment([{ tier, keeps: (document) => hidden[document] === 0 }]);
      fresh = createFreshTier();
      freshShelf = shelve(fresh);
      attach(segment);
      return segment;
    },
  };
}
