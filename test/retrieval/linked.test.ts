// Checks that what is linked with the first hits comes after all that was found by words, once, and covers nothing.
import { expect, it } from "vitest";
import { withLinked } from "../../src/retrieval/linked.ts";
import type { SearchHit } from "../../src/retrieval/query.ts";

const hit = (id: string): SearchHit => ({
  id,
  relevance: 0.5,
  coverage: 0.5,
  matched: ["lock"],
  nearPaths: [],
  samePlace: false,
  linked: false,
});

const idsOf = (hits: readonly SearchHit[]): string[] => hits.map(({ id }) => id);

it("adds each linked lesson once, and covers nothing with it", () => {
  const links: Record<string, string[]> = { a: ["b", "x"], b: ["a", "x", "y"] };
  const hits = withLinked([hit("a"), hit("b")], (id) => links[id] ?? []);
  expect(idsOf(hits)).toEqual(["a", "b", "x", "y"]);
  expect(hits.slice(2).map(({ coverage, relevance, linked }) => [coverage, relevance, linked])).toEqual([
    [0, 0, true],
    [0, 0, true],
  ]);
});

it("asks only for the first five, and adds at most five", () => {
  const asked: string[] = [];
  const hits = withLinked("abcdefgh".split("").map(hit), (id) => {
    asked.push(id);
    return [`${id}1`, `${id}2`];
  });
  expect(asked).toEqual(["a", "b", "c", "d", "e"]);
  expect(idsOf(hits.slice(8))).toEqual(["a1", "a2", "b1", "b2", "c1"]);
});
