// Tells whether something raw that was found says enough about a question to be named.
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
