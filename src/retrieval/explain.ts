// Says of the few best documents what they matched and how convincing that is, by reading the postings once more.

import type { Clue } from "./clues.ts";
import { type Corpus, SATURATION, type Scored, totals } from "./corpus.ts";
import { isEveryday } from "./everyday-words.ts";
import type { SearchHit } from "./query.ts";
import { isSoftwareWord } from "./software-words.ts";
import type { PostingsRoom } from "./tier.ts";

const MOST_MATCHED = 6;
/** A single matching word may be chance, so it convinces less. */
const SINGLE_WORD = 0.65;
/** Everyday words alone, however many, are what any two texts share. */
const EVERYDAY_ONLY = 0.75;
/** With words of any software among them they say little more; at 0.8 the hook kept more real answers back. */
const SOFTWARE_ONLY = 0.9;
/** Added to the corpus' size, so that a single learning is not found convincing for any shared word. */
const SMALLEST_CORPUS = 15;
/** Information in nats below which a task says too little for its matches to be a share of anything. */
const SHORTEST_TASK = 8;
/** Information in nats of one long sentence: of 100 users' own nine in ten hold less, agents' wordings twice as much. */
const ONE_SENTENCE = 60;

/**
 * In a lesson of more weighted words than this a word must be said more often to count as much. On the half of 745
 * questions that was not looked at, 596 whole lessons keep silent on 98 % of questions about no software and 73 % of those
 * about other software (81 and 30 before), and on none of the real ones.
 */
const PASSING_LENGTH = 150;
const PASSING_GROWTH = 0.9;

interface Match {
  readonly clue: Clue;
  readonly count: number;
}

/** Documents that were found, and by what. */
export interface Found {
  readonly best: readonly Scored[];
  readonly clues: readonly Clue[];
  /** Ids of those that others led to. */
  readonly linked: ReadonlySet<string>;
}

/** Turns scored documents into hits; relevance is the share of the score that a perfect document would reach. */
export function explain(corpus: Corpus, { best, clues, linked }: Found, room: PostingsRoom): SearchHit[] {
  // What nobody said explains nothing, and to read it again would take time.
  const said = clues.filter(({ kind }) => kind !== "related");
  const matches = matchesOf(best, said, room);
  const ideal = clues.reduce(
    (sum, clue) => sum + clue.worth * (clue.kind === "place" ? 1 : SATURATION + 1),
    0,
  );
  const words = clues
    .filter((clue) => clue.kind === "word" && !clue.excused)
    .reduce((sum, clue) => sum + clue.telling, 0);
  const { documents } = totals(corpus);
  const chance = Math.max(1, Math.sqrt(words / ONE_SENTENCE));
  return best.map((scored) => {
    const matched = matches.get(scored) ?? [];
    const found = matched.filter(({ clue }) => clue.kind === "word");
    const near = matched.filter(({ clue }) => clue.near !== null);
    const tells = found.some(({ clue }) => !isEveryday(clue.term));
    return {
      id: scored.id,
      relevance: Math.min(1, scored.score / ideal),
      coverage: coverageOf(found, words, {
        documents,
        length: scored.shelf.tier.lengths[scored.document] ?? 0,
      }),
      chance,
      matched: [...new Set(found.map(({ clue }) => clue.source))].slice(0, MOST_MATCHED),
      nearPaths: [...new Set(near.map(({ clue }) => clue.source))],
      samePlace: near.some(({ clue }) => clue.near === "same" || (clue.near === "below" && tells)),
      linked: linked.has(scored.id),
    };
  });
}

function matchesOf(
  best: readonly Scored[],
  clues: readonly Clue[],
  room: PostingsRoom,
): Map<Scored, Match[]> {
  const matches = new Map(best.map((scored) => [scored, [] as Match[]]));
  for (const shelf of new Set(best.map((scored) => scored.shelf))) {
    const wanted = new Map(
      best.filter((scored) => scored.shelf === shelf).map((scored) => [scored.document, scored]),
    );
    for (const clue of clues) {
      const found = shelf.tier.read(clue.term, room);
      for (let index = 0; index < found; index++) {
        const scored = wanted.get(room.documents[index] ?? 0);
        if (scored !== undefined) matches.get(scored)?.push({ clue, count: room.counts[index] ?? 0 });
      }
    }
  }
  return matches;
}

/**
 * The geometric mean of the share of the query's information that matches and of the matching information itself, over
 * the log of the corpus' size: neither one rare word of a long task nor many common ones look like an answer, and a larger
 * corpus, in which more matches are chance, asks for more. A word said once counts half: chance matches are mostly
 * passing mentions, not titles, tags or repeated words. In a long lesson more of them are.
 */
function coverageOf(
  found: readonly Match[],
  words: number,
  { documents, length }: { readonly documents: number; readonly length: number },
): number {
  const passing = Math.max(1, (length / PASSING_LENGTH) ** PASSING_GROWTH);
  const information = found.reduce(
    (sum, { clue, count }) => sum + (clue.telling * count) / (count + passing),
    0,
  );
  const certain = information * certaintyOf(found);
  return Math.min(
    1,
    certain / Math.sqrt(Math.max(words, SHORTEST_TASK)) / Math.log(documents + SMALLEST_CORPUS),
  );
}

function certaintyOf(found: readonly Match[]): number {
  if (found.length === 1) return SINGLE_WORD;
  if (found.every(({ clue }) => isEveryday(clue.term))) return EVERYDAY_ONLY;
  return found.every(({ clue }) => isEveryday(clue.term) || isSoftwareWord(clue.term)) ? SOFTWARE_ONLY : 1;
}
