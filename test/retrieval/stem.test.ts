// Words must have the stems that search engines give them, or a store of another version would find less.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import lunr from "lunr";
import { expect, it } from "vitest";
import { isStopWord, stem } from "../../src/retrieval/stem.ts";
import { ROOT } from "../support/client.ts";

const ENDINGS =
  "ational ization iveness fulness ousness tional biliti entli ousli ation alism aliti iviti enci anci izer alli ator logi bli eli icate ative alize iciti ical ful ness al ance ence er ic able ible ant ement ment ent ou ism ate iti ous ive ize sion tion eed ed ing s es ies sses y ay e le ll lle".split(
    " ",
  );
const STARTS =
  "a ab y yb try rel gener hop hopp adopt triplic elect formal sensit oper fall fil fail siz agre plast motor conflat".split(
    " ",
  );

function wordsOfTheRepository(): Set<string> {
  const folders = ["docs", "docs/decisions", "src/retrieval", "test/data/retrieval"].map((folder) =>
    path.join(ROOT, folder),
  );
  const texts = folders.flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => readFileSync(path.join(folder, name), "utf8")),
  );
  return new Set(
    texts
      .join("\n")
      .toLowerCase()
      .match(/[\p{L}\p{N}_]+/gu),
  );
}

it("stems and drops words as lunr does", () => {
  const words = new Set([
    ...wordsOfTheRepository(),
    ...STARTS.flatMap((start) => ENDINGS.map((ending) => start + ending)),
  ]);
  expect(words.size).toBeGreaterThan(3_000);
  for (const word of words) {
    const kept = lunr.stopWordFilter(new lunr.Token(word, {})) as lunr.Token | undefined;
    expect([word, isStopWord(word)]).toEqual([word, kept === undefined]);
    expect([word, stem(word)]).toEqual([word, lunr.stemmer(new lunr.Token(word, {})).toString()]);
  }
});
