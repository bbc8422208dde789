// Recognises everyday words, as a small corpus can't show by itself that they tell nothing.
import { terms } from "./analyse.ts";
import { wordLists } from "./word-lists.ts";

let everyday: ReadonlySet<string> | undefined;

/** True if a search term is that of an everyday word. The list is analysed at the first call, not at start-up. */
export function isEveryday(term: string): boolean {
  everyday ??= new Set(terms(wordLists().everyday).map((word) => word.term));
  return everyday.has(term);
}
