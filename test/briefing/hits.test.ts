// Checks that a task is searched by its own words, and in the words of engineers only where these answer nothing.
import { expect, it } from "vitest";
import { hitsForReading } from "../../src/briefing/hits.ts";
import { isConvincing } from "../../src/briefing/reading-order.ts";
import { createSearchEngine } from "../../src/retrieval/engine.ts";
import type { SearchQuery } from "../../src/retrieval/query.ts";
import { sampleDocument } from "../retrieval/samples.ts";

const engine = createSearchEngine();
engine.add([
  sampleDocument(
    "A",
    "Deadlock between two writers",
    "They block each other; sort the tables before locking.",
  ),
  sampleDocument(
    "B",
    "Flush before rename",
    "A rename can reach the disk before the data. Call fsync first.",
  ),
  sampleDocument("C", "Parser depth", "Nested input overflows; cap the depth at 200."),
]);

function hits(task: string): { ids: string[]; asked: SearchQuery[]; answered: boolean } {
  const asked: SearchQuery[] = [];
  const found = hitsForReading(
    (query) => {
      asked.push(query);
      return engine.search(query);
    },
    { task, paths: [] },
    engine.linkedWith,
  );
  return { ids: found.map(({ id }) => id), asked, answered: found.some(isConvincing) };
}

it("asks once where its own words answer", () => {
  const { ids, asked, answered } = hits("rename before the data reaches the disk, fsync");
  expect(ids[0]).toBe("B");
  expect(answered).toBe(true);
  expect(asked.map(({ inOtherWords }) => inOtherWords)).toEqual([undefined]);
});

it("asks again in other words where they don't, and takes nothing for an answer by these alone", () => {
  const { ids, asked, answered } = hits("the whole app is frozen and unresponsive");
  expect(ids[0]).toBe("A");
  expect(answered).toBe(false);
  expect(asked.map(({ inOtherWords }) => inOtherWords)).toEqual([undefined, true]);
});
