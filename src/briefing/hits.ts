// Searches for what a task should be given: by its own words, then by what is linked, and in other words where none answers.
import { withLinked } from "../retrieval/linked.ts";
import type { SearchPort } from "../retrieval/port.ts";
import type { SearchHit, SearchQuery } from "../retrieval/query.ts";
import { searchWordings } from "../retrieval/wordings.ts";
import { isConvincing, isWeak } from "./reading-order.ts";

/** Hits that are looked at before the pack is chosen: twice what it can hold, as some fall out. */
const CANDIDATES = 20;

/**
 * Where nothing surely answers by the words of the task, those that engineers write for them rank what came near: they
 * find the lesson that a user means more often than chance words do, and convince nobody.
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
