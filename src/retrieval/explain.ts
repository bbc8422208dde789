// Says of the few best documents which words and paths they matched, by reading the postings once more.
import type { SearchHit } from "../domain/search.ts";
import type { Clue } from "./clues.ts";
import { SATURATION, type Scored } from "./corpus.ts";
import type { PostingsRoom } from "./tier.ts";

const MOST_MATCHED = 6;

/** Turns scored documents into hits; relevance is the share of the score that a perfect document would reach. */
export function explain(
  best: readonly Scored[],
  clues: readonly Clue[],
  linked: ReadonlySet<string>,
  room: PostingsRoom,
): SearchHit[] {
  const matches = new Map(best.map((scored) => [scored, [] as Clue[]]));
  for (const shelf of new Set(best.map((scored) => scored.shelf))) {
    const wanted = new Map(
      best.filter((scored) => scored.shelf === shelf).map((scored) => [scored.document, scored]),
    );
    for (const clue of clues) {
      const found = shelf.tier.read(clue.term, room);
      for (const document of room.documents.subarray(0, found)) {
        const scored = wanted.get(document);
        if (scored !== undefined) matches.get(scored)?.push(clue);
      }
    }
  }
  const ideal = clues.reduce(
    (sum, clue) => sum + clue.worth * (clue.kind === "place" ? 1 : SATURATION + 1),
    0,
  );
  const words = clues.filter((clue) => clue.kind === "word").reduce((sum, clue) => sum + clue.information, 0);
  return best.map((scored) => ({
    ...hitOf(scored, matches.get(scored) ?? [], ideal, words),
    linked: linked.has(scored.id),
  }));
}

function hitOf(
  scored: Scored,
  matched: readonly Clue[],
  ideal: number,
  words: number,
): Omit<SearchHit, "linked"> {
  const found = matched.filter((clue) => clue.kind === "word");
  const near = matched.filter((clue) => clue.near);
  const information = found.reduce((sum, clue) => sum + clue.information, 0);
  return {
    id: scored.id,
    relevance: Math.min(1, scored.score / ideal),
    coverage: words === 0 ? 0 : Math.min(1, information / words),
    matched: [...new Set(found.map((clue) => clue.source))].slice(0, MOST_MATCHED),
    nearPaths: [...new Set(near.map((clue) => clue.source))],
  };
}
