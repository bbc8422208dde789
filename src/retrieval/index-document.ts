// Turns a learning into the weighted term counts that the index keeps.

import { eachTerm } from "./analyse.ts";
import { nameOf, placeTerms } from "./paths.ts";
import type { SearchDocument } from "./query.ts";

/** A document after analysis. */
export interface IndexedDocument {
  readonly id: string;
  /** Weighted number of words, the length that ranking normalises by. */
  readonly length: number;
  /** Weighted occurrences of each term; whole numbers from 1. */
  readonly counts: ReadonlyMap<string, number>;
}

/** The weight of a word in each part. All parts are one field, as boosting separate fields scored lower. */
const WEIGHTS = { title: 2, tags: 2, symptoms: 2, body: 1, names: 2 } as const;

/** Pairs of neighbouring terms are kept too, joined by a character that no term holds. */
export function pairOf(first: string, second: string): string {
  return `${first} ${second}`;
}

/** Begins the term under which documents that cite another one are found. */
export const LINK = "@";

/** Begins the term that counts a word in the symptoms, which are not what the lesson says. */
const SEEN = "?";

/** True if a term is a word of the text, and no pair of words, place, link or count of symptoms. */
export const isWord = (term: string): boolean => !NO_WORDS.has(term.charAt(0)) && !term.includes(" ");
const NO_WORDS: ReadonlySet<string> = new Set("=/@?");

/** No UTF-8 holds it, and it comes after all that does: the names of words lie together, as they are read by their numbers. */
const ONLY_LOOKED_UP = "\xff";

/** True if a segment keeps the term with its document too, which costs space: pairs and places are only looked up. */
const staysWithDocument = (term: string): boolean =>
  isWord(term) || term.startsWith(LINK) || term.startsWith(SEEN);

/** A term as segments name it: its UTF-8 bytes read as latin1, so that `<` orders it as the bytes are. */
export function storedName(term: string): string {
  const name = /^[\0-\x7f]*$/.test(term) ? term : Buffer.from(term).toString("latin1");
  return staysWithDocument(term) ? name : ONLY_LOOKED_UP + name;
}

/** The same of a term by its stored name. */
export const staysByName = (name: string): boolean => !name.startsWith(ONLY_LOOKED_UP);

/** Of a document's counts those of its words, without what stands in its symptoms: lessons are alike by what they say. */
export function saidWords(counts: Iterable<readonly [string, number]>): Map<string, number> {
  const words = new Map<string, number>();
  const seen: (readonly [string, number])[] = [];
  for (const [term, count] of counts) {
    if (isWord(term)) words.set(term, count);
    else if (term.startsWith(SEEN)) seen.push([term.slice(SEEN.length), count]);
  }
  for (const [term, count] of seen) {
    const left = (words.get(term) ?? 0) - count;
    if (left > 0) words.set(term, left);
    else words.delete(term);
  }
  return words;
}

/** The counts of a document's words, pairs of words, places and links. */
export function indexDocument(document: SearchDocument): IndexedDocument {
  const counts = new Map<string, number>();
  let length = 0;
  const count = (term: string, weight: number): void => {
    counts.set(term, (counts.get(term) ?? 0) + weight);
  };
  const addText = (text: string, weight: number): void => {
    let previous = "";
    eachTerm(text, (term) => {
      count(term, weight);
      length += weight;
      if (previous !== "") count(pairOf(previous, term), weight);
      previous = term;
    });
  };
  addText(document.title, WEIGHTS.title);
  addText(document.body, WEIGHTS.body);
  for (const tag of document.tags) addText(tag, WEIGHTS.tags);
  for (const symptom of document.symptoms ?? []) {
    addText(symptom, WEIGHTS.symptoms);
    eachTerm(symptom, (term) => count(SEEN + term, WEIGHTS.symptoms));
  }
  for (const name of new Set(document.paths.map(nameOf))) addText(name, WEIGHTS.names);
  for (const place of new Set(document.paths.flatMap(placeTerms))) count(place, 1);
  for (const link of new Set(document.links)) count(LINK + link, 1);
  return { id: document.id, length, counts };
}
