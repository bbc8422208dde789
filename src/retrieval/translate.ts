// Translates words of software from other languages, so that a question in them finds lessons in English.
import { isUnspaced, terms, withoutAccents } from "./analyse.ts";
import { type ForeignLanguage, isFunctionWord } from "./language.ts";
import { wordLists } from "./word-lists.ts";

/** A word of the question, and the search terms of its meanings. */
export interface Translated {
  readonly source: string;
  readonly meanings: readonly string[];
}

type Dictionary = ReadonlyMap<string, readonly string[]>;

/** In characters: shorter beginnings fit too many words. */
const SHORTEST_STEM = 4;
const WORD = /[\p{L}\p{M}]{4,64}/gu;

let unspaced: { readonly words: Dictionary; readonly longest: number } | undefined;
const stems = new Map<string, Dictionary>();

/** The known words of a line in this language, or in a script without spaces; empty where it is English. */
export function translated(line: string, language: ForeignLanguage | null): Translated[] {
  if (isUnspaced(line)) return translatedUnspaced(line.normalize("NFKC"));
  if (language !== "de" && language !== "es") return [];
  const known = stemsOf(language);
  return [...line.matchAll(WORD)].flatMap(([source]) => {
    const meanings = isFunctionWord(source, language) ? null : longestStem(known, source);
    return meanings === null ? [] : [{ source, meanings }];
  });
}

/** At each place the longest known word. */
function translatedUnspaced(line: string): Translated[] {
  unspaced ??= withLongest(dictionary(wordLists().unspaced));
  const { words, longest } = unspaced;
  const found: Translated[] = [];
  let at = 0;
  while (at < line.length) {
    let length = Math.min(longest, line.length - at);
    while (length > 0 && !words.has(line.slice(at, at + length))) length--;
    const source = line.slice(at, at + length);
    const meanings = words.get(source);
    if (meanings !== undefined) found.push({ source, meanings });
    at += Math.max(1, length);
  }
  return found;
}

function longestStem(known: Dictionary, word: string): readonly string[] | null {
  const plain = withoutAccents(word).toLowerCase();
  for (let length = plain.length; length >= SHORTEST_STEM; length--) {
    const meanings = known.get(plain.slice(0, length));
    if (meanings !== undefined) return meanings;
  }
  return null;
}

function stemsOf(language: "de" | "es"): Dictionary {
  const known = stems.get(language) ?? dictionary(wordLists().stems[language]);
  stems.set(language, known);
  return known;
}

/** A word listed with several meanings gets all of them. Read at the first question that needs it. */
function dictionary(list: string): Dictionary {
  const found = new Map<string, Set<string>>();
  for (const entry of list.split(";")) {
    const [english = "", foreign = ""] = entry.trim().split(" = ");
    const meanings = terms(english).map(({ term }) => term);
    for (const written of foreign.split(/\s+/)) {
      const word = withoutAccents(written).toLowerCase();
      const known = found.get(word) ?? new Set();
      for (const meaning of meanings) known.add(meaning);
      found.set(word, known);
    }
  }
  found.delete("");
  return new Map([...found].map(([word, meanings]) => [word, [...meanings]]));
}

const withLongest = (words: Dictionary) => ({
  words,
  longest: Math.max(...[...words.keys()].map(({ length }) => length)),
});
