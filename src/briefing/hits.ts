// Searches lessons for a task: by its words, then by links, and in engineers' words where nothing answers.
import { withLinked } from "../retrieval/linked.ts";
import type { SearchPort } from "../retrieval/port.ts";
import type { SearchHit, SearchQuery } from "../retrieval/query.ts";
import { searchWordings } from "../retrieval/wordings.ts";
import { isConvincing, isWeak } from "./reading-order.ts";

/** Hits considered for a pack: twice what it can hold, as some are left out. */
const CANDIDATES = 20;

/**
 * Where nothing surely answers by the task's own words, the words that engineers use instead rank what came near. They find
 * the lesson that a user means more often than chance words do, but do not count as an answer.
 */
export function hitsForReading(
  search: SearchPort["search"],
  asked: Omit<SearchQuery, "limit">,
  linkedWith: SearchPort["linkedWith"],
): SearchHit[] {
  const query = { ...asked, limit: CANDIDATES };
  const said = searchWordings(search, query);
  const answers = said.some((hit) => isConvincing(hit) && !isWeak(hit));
  const hits = answers ? said : searchWordings(search, { ...query, inOtherWords: true });
  return withLinked(hits, linkedWith);
}
