// The search engine: immutable segments plus a fresh tier in memory, searched as one, for any number of learnings.
import type { SearchDocument, SearchHit, SearchQuery } from "../domain/search.ts";
import { indexDocument } from "./index-document.ts";
import { rank } from "./rank.ts";
import { encodeSegment, openSegment } from "./segment.ts";
import { type DraftText, similarTo } from "./similar.ts";
import { createFreshTier, type FreshTier, type Tier } from "./tier.ts";

export interface SearchEngine {
  /** Indexes documents at once; a document with a known id takes the place of the older one. */
  add(documents: readonly SearchDocument[]): void;
  /** Adds a segment made by `seal` or `mergeSegments`. Throws an Error if the buffer is not one, or is damaged. */
  attach(segment: Buffer): void;
  /** Hides a document everywhere; adding its id again shows the new one. Unknown ids are no error. */
  remove(id: string): void;
  /** The documents that match, best first, at most `query.limit`. */
  search(query: SearchQuery): SearchHit[];
  /** Stored documents most like a draft, most similar first; `similarity` 0 to 1. */
  similar(draft: DraftText, limit: number): { id: string; similarity: number }[];
  /** Visible documents. */
  size(): number;
  /** Documents that are only in memory. */
  freshSize(): number;
  /** Turns the fresh tier into a segment, which stays attached, and returns it for keeping. */
  seal(): Buffer;
}

interface Place {
  readonly hidden: number[];
  readonly document: number;
}

/** An empty engine. All calls are synchronous. */
export function createSearchEngine(): SearchEngine {
  const segments: { tier: Tier; hidden: number[] }[] = [];
  const visible = new Map<string, Place>();
  let fresh: FreshTier = createFreshTier();
  let freshHidden: number[] = [];

  const hide = (id: string): void => {
    const place = visible.get(id);
    if (place === undefined) return;
    place.hidden[place.document] = 1;
    visible.delete(id);
  };
  const show = (id: string, place: Place): void => {
    hide(id);
    visible.set(id, place);
  };
  const addFresh = (document: SearchDocument): void => {
    fresh.add(indexDocument(document));
    show(document.id, { hidden: freshHidden, document: freshHidden.push(0) - 1 });
  };
  const attach = (segment: Buffer): void => {
    const tier = openSegment(segment);
    const hidden = tier.ids.map(() => 0);
    segments.push({ tier, hidden });
    tier.ids.forEach((id, document) => {
      show(id, { hidden, document });
    });
  };
  const corpus = () => ({
    tiers: [...segments.map((segment) => segment.tier), fresh],
    hidden: [...segments.map((segment) => segment.hidden), freshHidden],
  });

  return {
    add: (documents) => documents.forEach(addFresh),
    attach,
    remove: hide,
    search: (query) => rank(corpus(), query),
    similar: (draft, limit) => similarTo(corpus(), draft, limit),
    size: () => visible.size,
    freshSize: () => fresh.ids.length,
    seal() {
      const kept = fresh.ids.flatMap((_, number) =>
        freshHidden[number] === 1 ? [] : [fresh.document(number)],
      );
      const segment = encodeSegment(kept);
      fresh = createFreshTier();
      freshHidden = [];
      attach(segment);
      return segment;
    },
  };
}

/** One segment in place of several; where they share an id, the document of the last one is kept. */
export function mergeSegments(segments: readonly Buffer[]): Buffer {
  const documents = segments
    .map(openSegment)
    .flatMap((tier) => tier.ids.map((_, number) => tier.document(number)));
  return encodeSegment([...new Map(documents.map((document) => [document.id, document])).values()]);
}
