// Turns any text into search terms that suit code: words, identifiers and their parts, versions, CJK pairs.
import lunr from "lunr";

/** One search term and where the word that gave it stands in the text, in UTF-16 units. */
export interface Term {
  readonly term: string;
  readonly start: number;
  readonly end: number;
}

/** The stem cache is dropped at this size, because hostile text can hold any number of different words. */
const STEM_CACHE_SIZE = 50_000;

// Bounded repetition keeps the scan linear and within the stack of the regular expression engine on any input:
// a longer run of word characters (base64, minified code) is cut into pieces.
const WORD = /\d{1,9}(?:\.\d{1,9}){1,4}|[\p{L}\p{M}\p{N}_]{1,64}/gu;
const ASCII_SIMPLE = /^(?:[a-z]+|[A-Z]?[a-z]+|[A-Z]+)$/;
const PART = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{Lm}\p{M}]+|\p{N}+|\p{Lu}/gu;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

const stems = new Map<string, string>();

/** The term of one lower-case word, or "" for a stop word. */
function stem(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  const token = new lunr.Token(word, {});
  // lunr's pipeline functions return undefined for a dropped token, which its types do not say.
  const kept = lunr.stopWordFilter(token) as lunr.Token | undefined;
  const term = kept === undefined ? "" : lunr.stemmer(kept).toString();
  if (stems.size >= STEM_CACHE_SIZE) stems.clear();
  stems.set(word, term);
  return term;
}

/**
 * Calls `visit` for every search term of `text`, in reading order.
 * An identifier gives itself and its parts: `readFileSync` gives readfilesync, read, file, sync.
 * Any text is only words: no character is an operator. Time is linear in the length of the text.
 */
export function eachTerm(text: string, visit: (term: string, start: number, end: number) => void): void {
  for (const match of text.matchAll(WORD)) {
    const start = match.index;
    const end = start + match[0].length;
    const word = match[0];
    if (ASCII_SIMPLE.test(word)) {
      const term = stem(word.toLowerCase());
      if (term !== "") visit(term, start, end);
    } else {
      for (const term of compoundTerms(word)) visit(term, start, end);
    }
  }
}

/** The terms of a text as a list. */
export function terms(text: string): Term[] {
  const found: Term[] = [];
  eachTerm(text, (term, start, end) => found.push({ term, start, end }));
  return found;
}

function compoundTerms(word: string): string[] {
  // Normalising single short words keeps the cost linear; long runs of combining marks make it quadratic.
  const normal = word.normalize("NFKC");
  if (UNSPACED.test(normal)) return pairs(normal.toLowerCase());
  const whole = normal.toLowerCase().replace(/^_+|_+$/g, "");
  if (whole === "") return [];
  const parts = /^\d[\d.]*$/.test(whole) ? [] : (normal.match(PART) ?? []);
  if (parts.length < 2) {
    const term = stem(whole);
    return term === "" ? [] : [term];
  }
  const split = parts.filter((part) => part.length > 1).map((part) => stem(part.toLowerCase()));
  return [whole, ...split.filter((term) => term !== "" && term !== whole)];
}

/** Scripts without spaces are indexed by pairs of characters, the usual substitute for a dictionary. */
function pairs(text: string): string[] {
  const characters = [...text];
  if (characters.length === 1) return characters;
  return characters.slice(1).map((character, index) => `${characters[index] ?? ""}${character}`);
}
