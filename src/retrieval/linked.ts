// Adds to the hits of a search what their first ones cite or are cited by, however few words it shares with the question.
import type { SearchHit } from "./query.ts";

const SOURCES = 5;
const MOST_LINKED = 5;

/** The hits, then what is linked with the first of them and was not found by words. */
export function withLinked(hits: readonly SearchHit[], linkedWith: (id: string) => string[]): SearchHit[] {
  const found = new Set(hits.map(({ id }) => id));
  const linked = new Set(hits.slice(0, SOURCES).flatMap(({ id }) => linkedWith(id)));
  const more = [...linked].filter((id) => !found.has(id)).slice(0, MOST_LINKED);
  return [
    ...hits,
    ...more.map((id) => ({
      id,
      relevance: 0,
      coverage: 0,
      matched: [],
      nearPaths: [],
      samePlace: false,
      linked: true,
    })),
  ];
}
