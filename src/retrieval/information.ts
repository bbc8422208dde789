// Weighs how much a matching word tells, from its frequency and, in a small corpus, from what kind of word it is.
import { type Corpus, frequencyIn, totals } from "./corpus.ts";
import { isEveryday } from "./everyday-words.ts";

/**
 * The prior counts like this many documents, of which these shares hold an everyday word and any other one.
 * In a corpus of three every absent word would else look rare; in one of thousands the prior is not noticed.
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
