// Adds the lessons that the first hits cite or are cited by, even if they share few words with the question.
import type { SearchHit } from "./query.ts";

const SOURCES = 5;
const MOST_LINKED = 5;

/** The hits, then the lessons that are linked with the first ones and were not found by words. */
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
