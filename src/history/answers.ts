// Tells whether something raw that was found says enough about a question to be named.

import { terms } from "../retrieval/analyse.ts";
import { askedFor } from "../retrieval/contractions.ts";
import type { SearchEngine } from "../retrieval/engine.ts";
import type { SearchHit } from "../retrieval/query.ts";
import { isToolWord } from "../shared/text/tool-words.ts";

export interface Finder<Item> {
  readonly engine: SearchEngine;
  item(id: string): Item | null;
}

/** So much of a question has to be answered, by at least so many of its words that are not every tool's own. */
export interface Enough {
  readonly coverage: number;
  readonly words: number;
  /** Of its words in all; as many as are wanted of the others where it is missing. */
  readonly all?: number;
}

export function answers({ coverage, matched }: SearchHit, enough: readonly Enough[]): boolean {
  const words = matched.filter((word) => !isToolWord(word)).length;
  return enough.some(
    ({ all = 0, ...each }) => coverage >= each.coverage && words >= each.words && matched.length >= all,
  );
}

/** So much of a question, of at least so many different words: a title that says it again is about it, whatever the words. */
const RESTATED = { share: 0.75, words: 4 };
export const LEAST_RESTATED = RESTATED.share * RESTATED.words;

/**
 * True where a title holds nearly all that one line of a question asks for. This alone does not weaken as more is kept:
 * words that every tool has grow with the corpus, so that coverage falls by and by.
 */
export function restates(title: string, task: string): boolean {
  const held = termsOf(title);
  return askedFor(task)
    .split(/[\r\n]+/)
    .some((line) => {
      const asked = [...termsOf(line)];
      const found = asked.filter((term) => held.has(term)).length;
      return asked.length >= RESTATED.words && found >= asked.length * RESTATED.share;
    });
}

const termsOf = (text: string): Set<string> => new Set(terms(text).map(({ term }) => term));
