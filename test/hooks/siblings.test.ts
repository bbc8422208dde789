// A rule that was settled in several lessons must not lose its last part to the number of lessons that a hook gives.
import { expect, it } from "vitest";
import { siblingsText } from "../../src/hooks/injection.ts";
import { MOST_SIBLINGS, siblingsOf, symbolsIn } from "../../src/hooks/siblings.ts";
import { createSearchEngine } from "../../src/retrieval/engine.ts";
import { sampleDocument } from "../retrieval/samples.ts";

const LESSONS = [
  { id: "a", session: "s1", title: "merge_records: the same email on the same day is one contact" },
  { id: "b", session: "s1", title: "merge_records keeps the record with more fields" },
  { id: "c", session: "s1", title: "On a tie `merge_records` keeps the primary side" },
  { id: "d", session: "s2", title: "merge_records is slow on a million rows" },
  { id: "e", session: "s1", title: "The flag store validates percentages" },
];
const engine = createSearchEngine();
engine.add(LESSONS.map(({ id, title }) => sampleDocument(id, title, "Nothing else.")));
const item = (id: string) => LESSONS.find((lesson) => lesson.id === id) ?? null;
const given = LESSONS.slice(0, 1);

it("reads the symbols of a title", () => {
  expect(symbolsIn("bucket() hashes user_id with `flag name`, as useFlag does")).toEqual([
    "bucket",
    "user_id",
    "flag name",
    "useflag",
  ]);
});

it("names those of the same session about the same symbol, and no others", () => {
  const found = siblingsOf(given, engine.search, item);
  expect(found.map(({ id }) => id).toSorted()).toEqual(["b", "c"]);
});

it("names none where nothing tells the session, and at most five", () => {
  const nameless = LESSONS.map(({ id, title }) => ({ id, title }));
  const known = (id: string) => nameless.find((lesson) => lesson.id === id) ?? null;
  expect(siblingsOf(nameless.slice(0, 1), engine.search, known)).toEqual([]);
  const many = Array.from({ length: 12 }, (_, at) => ({
    id: `m${at}`,
    session: "s",
    title: `next_job rule ${at}`,
  }));
  const large = createSearchEngine();
  large.add(many.map(({ id, title }) => sampleDocument(id, title, "")));
  const of = (id: string) => many.find((lesson) => lesson.id === id) ?? null;
  expect(siblingsOf(many.slice(0, 1), large.search, of)).toHaveLength(MOST_SIBLINGS);
});

it("puts each into one line that nothing in a title can end", () => {
  const text = siblingsText([{ id: "x", title: 'a "quoted"\u2028title' }]);
  expect(text.split(/[\n\u2028]/)).toHaveLength(2);
  expect(siblingsText([])).toBe("");
});
