// Lessons that differ in one number or name are two, and one that is told in other words is the same.
import fc from "fast-check";
import { expect, it } from "vitest";
import { differs } from "../../src/retrieval/differs.ts";
import { createSearchEngine } from "../../src/retrieval/engine.ts";
import { DUPLICATE_SIMILARITY } from "../../src/retrieval/similar.ts";
import { DIFFERENT, ORIGINALS, PARAPHRASES, type Told } from "./rewordings.ts";

const engine = createSearchEngine();
engine.add(ORIGINALS.map((told, at) => ({ id: `${at}`, ...told, tags: [], paths: [] })));

/** True where the gate would say that it is stored already. */
const isDuplicate = (draft: Told): boolean =>
  engine
    .similar({ ...draft, tags: [] }, 3, DUPLICATE_SIMILARITY)
    .some(({ id }) => !differs(ORIGINALS[Number(id)] ?? draft, draft));

it("100 lessons that differ from a stored one in one number or name: none is taken for it", () => {
  expect(DIFFERENT).toHaveLength(100);
  expect(DIFFERENT.filter(([, other]) => isDuplicate(other)).map(([, { title }]) => title)).toEqual([]);
});

it("100 paraphrases: at least 90 are named as such", () => {
  expect(PARAPHRASES).toHaveLength(100);
  expect(PARAPHRASES.filter(([, other]) => isDuplicate(other)).length).toBeGreaterThanOrEqual(90);
});

it("no text differs from itself, or from itself with more words", () => {
  const word = fc.constantFrom(
    ...[
      "node:20-alpine.",
      "src/a.ts,",
      "`--flag`",
      "`src/b.ts`",
      "`npm run 5`",
      "v1.2.3",
      "ERR_X:",
      "10.0.0.1:80",
      "useState()",
      "a-b-3",
      "Docker",
      "the",
      "x_y=",
      "1.5-2",
    ],
  );
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), fc.boolean(), (words, more) => {
      const told = { title: "lesson", body: words.join(" ") };
      expect(differs(told, { ...told, title: more ? "lesson too" : "lesson" })).toBe(false);
    }),
  );
});

it("two lessons about one file in backticks are not set apart by the backticks, and other commands about it are", () => {
  const told = (body: string): Told => ({ title: "Dates", body });
  expect(differs(told("Dates in `src/a.ts` are UTC"), told("In `src/a.ts` all dates are UTC"))).toBe(false);
  expect(differs(told("Run `tsx src/a.ts` first"), told("Run `deno src/a.ts` first"))).toBe(true);
});
