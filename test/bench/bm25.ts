// The plain baseline: BM25 with lunr's own words, stemmer and stop words over one text per document.
import lunr from "lunr";

const K1 = 1.2;
const B = 0.75;

export interface Bm25 {
  add(id: string, text: string): void;
  /** Ids of the best documents, best first. */
  search(query: string, limit: number): string[];
  /** The same with their scores. */
  scored(query: string, limit: number): { id: string; score: number }[];
}

export function createBm25(): Bm25 {
  const documents: { id: string; length: number; counts: Map<string, number> }[] = [];
  const frequencies = new Map<string, number>();
  const bm25: Bm25 = {
    add(id, text) {
      const words = wordsOf(text);
      const counts = new Map<string, number>();
      for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
      for (const word of counts.keys()) frequencies.set(word, (frequencies.get(word) ?? 0) + 1);
      documents.push({ id, length: words.length, counts });
    },
    search: (query, limit) => bm25.scored(query, limit).map(({ id }) => id),
    scored(query, limit) {
      const mean = documents.reduce((sum, { length }) => sum + length, 0) / Math.max(1, documents.length);
      const words = wordsOf(query);
      const score = ({ length, counts }: (typeof documents)[number]): number =>
        words.reduce((sum, word) => {
          const count = counts.get(word) ?? 0;
          const found = frequencies.get(word) ?? 0;
          const information = Math.log(1 + (documents.length - found + 0.5) / (found + 0.5));
          return sum + (information * count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / mean));
        }, 0);
      return documents
        .map((document) => ({ id: document.id, score: score(document) }))
        .filter((scored) => scored.score > 0)
        .sort((a, b) => b.score - a.score)
        .slice(0, limit);
    },
  };
  return bm25;
}

function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  const pipeline = new lunr.Pipeline();
  pipeline.add(lunr.stopWordFilter, lunr.stemmer);
  return pipeline.run(words.map((word) => new lunr.Token(word, {}))).map(String);
}
