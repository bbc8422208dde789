// Random but readable documents and hostile texts for the tests of retrieval.
import fc from "fast-check";
import type { SearchDocument } from "../../src/retrieval/query.ts";

const WORDS =
  "cache token retry socket worktree parser índice 缓存 readFileSync ERR_X v2.1 lock index merge".split(" ");

const sentence = fc
  .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 12 })
  .map((words) => words.join(" "));

/** Documents with different ids, over few words, so that many match and tie. */
export const documents = fc.uniqueArray(
  fc.record({
    id: fc
      .integer({ min: 0, max: 999 })
      .map((number) => `01ARZ3NDEKTSV4RRFFQ6900${String(number).padStart(3, "0")}`),
    title: sentence,
    body: sentence,
    tags: fc.array(fc.constantFrom(...WORDS), { maxLength: 3 }),
    paths: fc.array(fc.constantFrom("src/a.ts", "src/b/c.ts", "docs/**", "src"), { maxLength: 2 }),
    links: fc.array(fc.constant("01ARZ3NDEKTSV4RRFFQ6900001"), { maxLength: 1 }),
  }) satisfies fc.Arbitrary<SearchDocument>,
  { selector: (document) => document.id, minLength: 1, maxLength: 30 },
);

export const tasks = fc.oneof(sentence, fc.string({ unit: "binary" }), fc.string());

export function sampleDocument(
  id: string,
  title: string,
  body: string,
  more: Partial<SearchDocument> = {},
): SearchDocument {
  return { id, title, body, tags: [], paths: [], ...more };
}
