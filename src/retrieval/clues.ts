// Reads a query into the clues that are looked up: words, pairs of neighbouring words, and places of files.

import { isUnspaced, terms } from "./analyse.ts";
import { askedFor } from "./contractions.ts";
import { type Corpus, frequencyIn, totals } from "./corpus.ts";
import { pairOf } from "./index-document.ts";
import { informationIn, tellingIn } from "./information.ts";
import { foreignLanguage, isFunctionWord } from "./language.ts";
import { nearbyTerms, type PlaceTerm } from "./paths.ts";
import type { SearchQuery } from "./query.ts";
import { relatedTerms } from "./related-words.ts";
import { translated } from "./translate.ts";

/** The weight of a pair of words beside that of its two words; 0.2 to 0.5 scored alike. */
const PAIR_WEIGHT = 0.3;
/** A file weighs more than a rare word, so that its learnings come up even when no word matches. */
const PLACE_WEIGHT = 1.5;
/**
 * In characters: a longer task is a pasted log, of which only the start is read and only the most informative clues count.
 */
const LONGEST_TASK = 20_000;
const MOST_CLUES = 256;
/** The weight of a translated word, divided by the root of the number of its meanings; 0.5 to 0.8 find as much. */
const TRANSLATED_WEIGHT = 0.7;
/** The weight of a word that may stand in a lesson for the one that was said. */
const RELATED_WEIGHT = { usual: 0.35, inOtherWords: 0.7 } as const;
/** Only the most informative words of a task are looked up in other words, so that a long task costs no more. */
const MOST_RELATED = 10;
const LINE_ENDS = /[\r\n\u2028\u2029]+/;

/** One thing looked up for a query. */
export interface Clue {
  readonly term: string;
  readonly kind: "word" | "related" | "pair" | "place";
  /** What a match is worth: information times weight and times how often the query says it. */
  readonly worth: number;
  /** Information alone. */
  readonly information: number;
  /** What the clue adds to coverage, which tells how convincing a match is. */
  readonly telling: number;
  /** The query's own word or path. */
  readonly source: string;
  /** Of a place: whether a match is about it, below it or beside it; null where it is no reason worth naming. */
  readonly near: PlaceTerm["near"];
  /** True for a foreign word that no lesson holds, as its absence says nothing about the topic. */
  readonly excused: boolean;
}

/** The clues of a query, the most informative first. */
export function cluesOf(corpus: Corpus, query: SearchQuery): Clue[] {
  const informationOf = informationIn(corpus);
  const clues = new Map<string, Clue>();
  const frequencyOf = frequencyIn(corpus);
  const tellingOf = tellingIn(totals(corpus));
  const add: AddClue = (found, weight, { foreign = false, share = 1 } = {}) => {
    const { term, kind } = found;
    const known = clues.get(term);
    const information = known?.information ?? share * informationOf(term);
    const worth = weight * information;
    if (known === undefined) {
      const frequency = kind === "word" ? frequencyOf(term) : 0;
      const telling = kind === "word" ? share * tellingOf(term, frequency) : 0;
      clues.set(term, { ...found, worth, information, telling, excused: foreign && frequency === 0 });
    } else if (kind !== "place") clues.set(term, { ...known, worth: known.worth + worth });
  };
  for (const line of query.task.slice(0, LONGEST_TASK).split(LINE_ENDS)) addLine(line, add);
  const weight = query.inOtherWords ? RELATED_WEIGHT.inOtherWords : RELATED_WEIGHT.usual;
  for (const clue of relatedTo(clues, informationOf, weight)) {
    const worth = clue.worth + (clues.get(clue.term)?.worth ?? 0);
    clues.set(clue.term, { ...clue, worth });
  }
  for (const path of query.paths) {
    for (const { term, weight, near } of nearbyTerms(path))
      add({ term, kind: "place", source: path, near }, weight * PLACE_WEIGHT);
  }
  return [...clues.values()].sort((a, b) => b.information - a.information).slice(0, MOST_CLUES);
}

type AddClue = (
  found: Omit<Clue, "worth" | "information" | "telling" | "excused">,
  weight: number,
  /** `foreign`: of another language than English. `share`: the part of the term's information that counts. */
  options?: { readonly foreign?: boolean; readonly share?: number },
) => void;

function addLine(said: string, add: AddClue): void {
  const line = askedFor(said);
  const language = foreignLanguage(line);
  for (const { source, meanings } of translated(line, language)) {
    const share = TRANSLATED_WEIGHT / Math.sqrt(meanings.length);
    for (const term of meanings) add({ term, kind: "word", source, near: null }, 1, { foreign: true, share });
  }
  let previous = "";
  for (const { term, start, end } of terms(line)) {
    const source = line.slice(start, end);
    if (language !== null && isFunctionWord(source, language)) continue;
    const foreign = language !== null || isUnspaced(source);
    add({ term, kind: "word", source, near: null }, 1, { foreign });
    if (previous !== "")
      add({ term: pairOf(previous, term), kind: "pair", source: "", near: null }, PAIR_WEIGHT);
    previous = term;
  }
}

/** Related words raise the score of a lesson and never its coverage, as nobody said them. */
function relatedTo(
  said: ReadonlyMap<string, Clue>,
  informationOf: (term: string) => number,
  weight: number,
): Clue[] {
  return [...said.values()]
    .filter(({ kind }) => kind === "word")
    .toSorted((a, b) => b.information - a.information)
    .slice(0, MOST_RELATED)
    .flatMap(({ term, worth, source }) => {
      const others = relatedTerms(term).filter((other) => !said.has(other));
      const share = weight / Math.sqrt(others.length);
      return others.map((other) => ({
        term: other,
        kind: "related" as const,
        worth: share * Math.min(worth, informationOf(other)),
        information: 0,
        telling: 0,
        source,
        near: null,
        excused: true,
      }));
    });
}
