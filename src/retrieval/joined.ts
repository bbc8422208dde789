// Searches several engines as one, so that a lesson scores as it would if all of them were kept in one store.
import type { Corpus, Place } from "./corpus.ts";
import { roomFor } from "./corpus.ts";
import { NEWEST, type SearchEngine } from "./engine.ts";
import type { SearchHit, SearchQuery } from "./query.ts";
import { linksOf, rank } from "./rank.ts";
import { alikeAmong } from "./similar.ts";

export type JoinedEngine = Pick<SearchEngine, "corpus" | "search" | "linkedWith" | "alike">;

/** A document that several engines hold comes from the first. */
export function joinEngines(engines: readonly JoinedEngine[]): JoinedEngine {
  const [only, ...others] = engines;
  if (only && others.length === 0) return only;
  const corpus = () => joinCorpora(engines.map((each) => each.corpus()));
  return {
    corpus,
    search: (query: SearchQuery): SearchHit[] => onceEach(rank(corpus(), query)),
    linkedWith(id) {
      const all = corpus();
      return linksOf(all, id, roomFor(all));
    },
    alike: (ids, atLeast) => alikeAmong(corpus(), ids, atLeast),
  };
}

function joinCorpora(corpora: readonly Corpus[]): Corpus {
  const find = (id: string): Place | undefined => {
    for (const { places } of corpora) {
      const place = places.get(id);
      if (place) return place;
    }
    return undefined;
  };
  const newest = new Set(corpora.flatMap((each) => each.newest));
  return {
    shelves: corpora.flatMap(({ shelves }) => shelves),
    places: { get: find, has: (id) => find(id) !== undefined },
    newest: [...newest].sort((a, b) => (a < b ? 1 : -1)).slice(0, NEWEST),
  };
}

const onceEach = (hits: readonly SearchHit[]): SearchHit[] =>
  [...new Map(hits.toReversed().map((hit) => [hit.id, hit])).values()].toReversed();
