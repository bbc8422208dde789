// Tells of the few best documents what they matched and how convincing that is, by reading the postings again.

import type { Clue } from "./clues.ts";
import { type Corpus, SATURATION, type Scored, totals } from "./corpus.ts";
import { isEveryday } from "./everyday-words.ts";
import type { SearchHit } from "./query.ts";
import { isSoftwareWord } from "./software-words.ts";
import type { PostingsRoom } from "./tier.ts";

const MOST_MATCHED = 6;
/** The factor where a single word matches, as that may be chance. */
const SINGLE_WORD = 0.65;
/** The factor where only everyday words match, which any two texts share. */
const EVERYDAY_ONLY = 0.75;
/** The factor where only everyday words and words of any software match; at 0.8 the hook kept more real answers back. */
const SOFTWARE_ONLY = 0.9;
/** Added to the corpus' size, so that a word shared with a single learning does not look convincing. */
const SMALLEST_CORPUS = 15;
/** In nats: a task with less information says too little for a share of it to mean anything. */
const SHORTEST_TASK = 8;
/**
 * In nats, the information of one long sentence: of 100 users' own nine in ten hold less, agents' wordings twice as much.
 */
const ONE_SENTENCE = 60;

/**
 * A lesson of more weighted words has to say a word more often for it to count as much. On the half of 745 questions that
 * was not tuned on, 596 whole lessons stay silent on 98 % of questions about no software and on 73 % of those about other
 * software (81 and 30 % before), and on none of the real ones.
 */
const PASSING_LENGTH = 150;
const PASSING_GROWTH = 0.9;

interface Match {
  readonly clue: Clue;
  readonly count: number;
}

/** The documents that were found, and the clues that found them. */
export interface Found {
  readonly best: readonly Scored[];
  readonly clues: readonly Clue[];
  /** Ids of documents that were found through links. */
  readonly linked: ReadonlySet<string>;
}

/** Turns scored documents into hits; relevance is the share of the score that a perfect document would reach. */
export function explain(corpus: Corpus, { best, clues, linked }: Found, room: PostingsRoom): SearchHit[] {
  // Words that nobody said explain nothing, and reading their postings again takes time.
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
 * How convincing a match is: the geometric mean of the matched share of the query's information and of the matched
 * information itself, over the log of the corpus' size. So neither one rare word of a long task nor many common words look
 * like an answer, and a larger corpus, with more chance matches, asks for more. A word that is said once counts half, and
 * less in a long lesson, as chance matches are mostly passing mentions.
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
