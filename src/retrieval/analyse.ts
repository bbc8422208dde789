// Turns any text into search terms that suit code: words, identifiers and their parts, versions, pairs of unspaced scripts.
import { isStopWord, stem } from "./stem.ts";

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
const WORD = /[vV]?\d{1,9}(?:\.\d{1,9}){1,4}|[\p{L}\p{M}\p{N}_]{1,64}/gu;
/** The same where no character is another one: in half the time. */
const ASCII_WORD = /[vV]?\d{1,9}(?:\.\d{1,9}){1,4}|[A-Za-z0-9_]{1,64}/g;
const IS_ASCII = /^[\0-\x7f]*$/;
/** Three numbers are a version, of which two say nearly as much; more of them are an address. */
const VERSION = /^[vV]?(\d+\.\d+)(\.\d+)?$/;
const NUMBERS = /^[vV]?(\d[\d.]+)$/;
const ASCII_SIMPLE = /^(?:[a-z]+|[A-Z]?[a-z]+|[A-Z]+)$/;
const PART = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{Lm}\p{M}]+|\p{N}+|\p{Lu}/gu;
/** Scripts without spaces between words, and Hangul, whose endings the stemmer here does not know. */
const UNSPACED_CLASS =
  "\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}";
const UNSPACED = new RegExp(`[${UNSPACED_CLASS}]`, "u");
const RUNS = new RegExp(`[${UNSPACED_CLASS}][${UNSPACED_CLASS}\\p{M}]*|[^${UNSPACED_CLASS}]+`, "gu");
/** Marks of Latin and Greek letters are accents; those of other scripts are vowels. */
const ACCENTS = /(?<=[\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu;
const LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  ẞ: "SS",
  æ: "ae",
  Æ: "AE",
  œ: "oe",
  Œ: "OE",
  ø: "o",
  Ø: "O",
  ł: "l",
  Ł: "L",
  đ: "d",
  Đ: "D",
  ı: "i",
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");

const stems = new Map<string, string>();

/** The term of one lower-case word, or "" for a stop word. */
function termOf(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  const term = isStopWord(word) ? "" : stem(word);
  if (stems.size >= STEM_CACHE_SIZE) stems.clear();
  stems.set(word, term);
  return term;
}

/** True for a word, or a part of one, of a script that is indexed by pairs. */
export const isUnspaced = (word: string): boolean => UNSPACED.test(word);

/**
 * Calls `visit` for every search term of `text`, in reading order. An identifier gives itself and its parts: `readFileSync`
 * gives readfilesync, read, file, sync. No character is an operator, so any text is only words. Time is linear in the
 * length of the text.
 */
export function eachTerm(text: string, visit: (term: string, start: number, end: number) => void): void {
  for (const match of text.matchAll(IS_ASCII.test(text) ? ASCII_WORD : WORD)) {
    const start = match.index;
    const word = match[0];
    if (ASCII_SIMPLE.test(word)) {
      const term = termOf(word.toLowerCase());
      if (term !== "") visit(term, start, start + word.length);
    } else if (UNSPACED.test(word)) eachOfRuns(word, start, visit);
    else for (const term of compoundTerms(word)) visit(term, start, start + word.length);
  }
}

/** `调用useEffect时报错` is three words, of which the second is an identifier. */
function eachOfRuns(
  word: string,
  at: number,
  visit: (term: string, start: number, end: number) => void,
): void {
  for (const { 0: run, index } of word.matchAll(RUNS)) {
    const start = at + index;
    const found = UNSPACED.test(run) ? pairs(run.normalize("NFKC").toLowerCase()) : compoundTerms(run);
    for (const term of found) visit(term, start, start + run.length);
  }
}

/** The terms of a text as a list. */
export function terms(text: string): Term[] {
  const found: Term[] = [];
  eachTerm(text, (term, start, end) => found.push({ term, start, end }));
  return found;
}

function compoundTerms(word: string): string[] {
  const [, version, patch] = VERSION.exec(word) ?? [];
  if (version !== undefined) return patch === undefined ? [version] : [version + patch, version];
  const numbers = NUMBERS.exec(word)?.[1];
  if (numbers !== undefined) return [numbers];
  const plain = withoutAccents(word);
  const whole = plain.toLowerCase().replace(/^_+|(?<!_)_+$/g, "");
  if (whole === "") return [];
  const parts = plain.match(PART) ?? [];
  if (parts.length < 2) {
    const term = termOf(whole);
    return term === "" ? [] : [term];
  }
  const split = parts.filter((part) => part.length > 1).map((part) => termOf(part.toLowerCase()));
  return [whole, ...split.filter((term) => term !== "" && term !== whole)];
}

/** Latin and Greek letters as written without accents. Normalising single short words keeps the cost linear; long runs of combining marks make it quadratic. */
export function withoutAccents(word: string): string {
  if (IS_ASCII.test(word)) return word;
  return word
    .normalize("NFKD")
    .replace(ACCENTS, "")
    .replace(LETTER, (letter) => LETTERS[letter] ?? letter)
    .normalize("NFC");
}

/** Scripts without spaces are indexed by pairs of characters with their marks, the usual substitute for a dictionary. */
function pairs(text: string): string[] {
  const characters = text.match(/\P{M}\p{M}*|\p{M}+/gu) ?? [];
  // A single kana between identifiers is a particle.
  if (characters.length === 1) return /\p{Script=Hiragana}/u.test(text) ? [] : [text];
  return characters.slice(1).map((character, index) => `${characters[index] ?? ""}${character}`);
}
