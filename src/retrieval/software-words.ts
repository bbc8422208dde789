// Tells words that lessons about any software use, which look rare in a small corpus and tell nothing of its topic.
import { terms } from "./analyse.ts";
import { wordLists } from "./word-lists.ts";

let software: ReadonlySet<string> | undefined;

/** True if a search term is that of a word of any software. The list is analysed at the first call, not at start-up. */
export function isSoftwareWord(term: string): boolean {
  software ??= new Set(terms(wordLists().software).map((word) => word.term));
  return software.has(term);
}
