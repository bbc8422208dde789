// Weighs how much a word tells, from its frequency and, in a small corpus, from what kind of word it is.
import { type Corpus, frequencyIn, totals } from "./corpus.ts";
import { isEveryday } from "./everyday-words.ts";
import { isSoftwareWord } from "./software-words.ts";

/**
 * The prior counts as this many documents, with these shares that hold an everyday word or any other. Without it every
 * absent word of a tiny corpus would look rare; in a corpus of thousands it makes no difference.
 */
const PRIOR_DOCUMENTS = 30;
const EVERYDAY_SHARE = 0.2;
const OTHER_SHARE = 1 / 60;

/** The information of a term in nats, above 0: the log of one over the share of documents that are expected to hold it. */
export function informationIn(corpus: Corpus): (term: string) => number {
  const { documents } = totals(corpus);
  const frequencyOf = frequencyIn(corpus);
  return (term) => {
    const share = isEveryday(term) ? EVERYDAY_SHARE : OTHER_SHARE;
    const expected = frequencyOf(term) + PRIOR_DOCUMENTS * share;
    return Math.log(1 + (documents + PRIOR_DOCUMENTS) / expected);
  };
}

/**
 * The stricter prior for being convincing. In a small corpus nearly every word of software is rare, and a question about
 * other code shares a few of them with anything. `unknown` is the factor of a word that no document holds.
 */
const CONVINCING = { documents: 60, software: 0.12, unknown: 1.7 } as const;

/**
 * What a term adds to coverage. A word that no document holds adds more, as it is the surest sign that a question is about
 * something else.
 */
export function tellingIn({ documents }: { readonly documents: number }) {
  return (term: string, frequency: number): number => {
    const share = isEveryday(term)
      ? EVERYDAY_SHARE
      : isSoftwareWord(term)
        ? CONVINCING.software
        : OTHER_SHARE;
    const expected = frequency + CONVINCING.documents * share;
    const telling = Math.log(1 + (documents + CONVINCING.documents) / expected);
    return frequency === 0 ? telling * CONVINCING.unknown : telling;
  };
}
