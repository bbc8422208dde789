// A question is known by its words, and not by what apostrophes leave of them.
import { expect, it } from "vitest";
import { terms } from "../../src/retrieval/analyse.ts";
import { askedFor } from "../../src/retrieval/contractions.ts";
import { createSearchEngine } from "../../src/retrieval/engine.ts";
import { sampleDocument } from "./samples.ts";

it.each(["Why don't we", "Why don’t we", "Why do we not", "It's odd that we can't"])(
  "%s … asks for the same words",
  (start) => {
    const asked = (text: string) => terms(askedFor(text)).map(({ term }) => term);
    const own = asked(start).filter((term) => ["don", "t", "s", "ca"].includes(term));
    expect(own).toEqual([]);
    expect(asked(`${start} call sync on a file's handle`).slice(-4)).toEqual([
      "call",
      "sync",
      "file",
      "handl",
    ]);
  },
);

it("a quoted letter is no ending of a word", () => {
  expect(askedFor("split('t') of r's' and 's'")).toContain("'t'");
  expect(askedFor("split by 's'")).toContain("'s'");
});

it.each(["can't", "can’t", "cannot"])("a lesson is not found by the rest of %s", (word) => {
  const engine = createSearchEngine();
  engine.add([sampleDocument("other", "Windows-1252 can't be read as UTF-8", "The list isn't UTF-8.")]);
  const [hit] = engine.search({ task: `cmake ${word} find boost on windows`, paths: [], limit: 1 });
  expect(hit?.matched).toEqual(["windows"]);
});
