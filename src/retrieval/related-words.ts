// Looks up the words of engineers that a lesson may use for a word of the question.
import { terms } from "./analyse.ts";
import { wordLists } from "./word-lists.ts";

let related: ReadonlyMap<string, readonly string[]> | undefined;

/** The search terms that may stand for this one; read at the first call, not at start-up. */
export function relatedTerms(term: string): readonly string[] {
  related ??= readGroups();
  return related.get(term) ?? [];
}

function readGroups(): Map<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const group of wordLists().user.split(";")) {
    const [said = "", meant = ""] = group.split(" = ");
    const meanings = termsOf(meant);
    for (const each of termsOf(said)) {
      const known = found.get(each) ?? new Set();
      for (const meaning of meanings) if (meaning !== each) known.add(meaning);
      found.set(each, known);
    }
  }
  return new Map([...found].map(([said, meanings]) => [said, [...meanings]]));
}

const termsOf = (words: string): string[] => terms(words).map(({ term }) => term);
