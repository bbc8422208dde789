// The output of a failed command must be found by what went wrong, and not by how that was thrown.
import { describe, expect, it } from "vitest";
import { createSearchEngine } from "../../src/retrieval/engine.ts";
import { searchLog } from "../../src/retrieval/log-search.ts";
import { sampleDocument } from "./samples.ts";

const engine = createSearchEngine();
engine.add([
  sampleDocument(
    "feed",
    "The nightly feed repeats its header",
    "Skip a header that comes twice in the feed.",
  ),
  ...Array.from({ length: 40 }, (_, at) =>
    sampleDocument(`other${at}`, `Subject ${at}`, `It rests on ${at}.`),
  ),
]);
const search = (output: string) => searchLog(engine.search, { task: output, paths: [], limit: 3 });

describe("an error in an output", () => {
  const said = "the nightly feed has its header twice";

  it.each([
    "Error",
    "RuntimeError",
    "Uncaught Error",
    "java.lang.RuntimeException",
    "AssertionError [ERR_ASSERTION]",
  ])("convinces as much whatever it was thrown as: %s", (thrown) => {
    const [bare] = search(said).hits;
    const { hits, task } = search(`${thrown}: ${said}`);
    expect(task).toBe(said);
    expect(hits[0]).toMatchObject({ id: "feed", coverage: bare?.coverage });
  });

  it.each(["ENOENT: no such file", "TypeError: feed.header is not a function", "error: ", "Error"])(
    "keeps a name that tells something, and one that is all there is: %s",
    (line) => {
      expect(search(line).task).toBe(line.trim());
    },
  );
});
