// A question must find its lesson where a user says it in another language, or in words that no engineer wrote down.
import { describe, expect, it } from "vitest";
import { terms } from "../../src/retrieval/analyse.ts";
import { createSearchEngine } from "../../src/retrieval/engine.ts";
import { STEMS } from "../../src/retrieval/foreign-stems.ts";
import { PLAIN_WORDS } from "../../src/retrieval/plain-words.ts";
import { relatedTerms } from "../../src/retrieval/related-words.ts";
import { translated } from "../../src/retrieval/translate.ts";
import { UNSPACED_WORDS } from "../../src/retrieval/unspaced-words.ts";
import { USER_WORDS } from "../../src/retrieval/user-words.ts";
import { sampleDocument } from "./samples.ts";

const engine = createSearchEngine();
engine.add([
  sampleDocument(
    "timeout",
    "The connection pool times out under parallel tests",
    "Raise the timeout of the pool; each test holds a connection until its transaction ends.",
  ),
  sampleDocument("cache", "A stale cache survives the release", "Delete the cache before each deployment."),
  sampleDocument(
    "avatar",
    "An avatar is cropped twice",
    "The upload crops it, and so does the view: crop it once.",
  ),
  sampleDocument("deadlock", "Two writers deadlock on the journal", "Take the lock in the order of names."),
]);
const found = (task: string): string[] => engine.search({ task, paths: [], limit: 4 }).map(({ id }) => id);

describe("a question in another language", () => {
  it.each([
    ["发布之后缓存还是旧的", "cache"],
    ["リリース後もキャッシュが古いままです", "cache"],
    ["Nach der Auslieferung ist der Zwischenspeicher noch immer der alte und wird nicht gelöscht", "cache"],
    ["并行测试的时候数据库连接超时", "timeout"],
    ["並列のテストで接続がタイムアウトする", "timeout"],
    ["Las pruebas en paralelo se quedan sin conexiones y no se ejecutan", "timeout"],
  ])("finds a lesson in English: %s", (task, id) => {
    expect(found(task)[0]).toBe(id);
  });

  it.each(["今天晚上吃什么好呢", "Heute gibt es bei uns nur noch Suppe mit Brot"])(
    "finds nothing where none of its words is one of software: %s",
    (task) => {
      expect(found(task)).toEqual([]);
    },
  );

  it("takes the longest word that is known, and reads half-width letters", () => {
    expect(translated("ｷｬｯｼｭ", null).flatMap(({ meanings }) => meanings)).toContain("cach");
    expect(translated("タイムアウト", null).map(({ source }) => source)).toEqual(["タイムアウト"]);
  });

  it("leaves English and languages without a list alone", () => {
    expect(translated("the cache is stale", null)).toEqual([]);
    expect(translated("de cache is niet geldig", "nl")).toEqual([]);
  });

  it("reads a line of any length in time that grows with it", () => {
    const line = "缓存超时".repeat(5_000);
    expect(translated(line, null)).toHaveLength(10_000);
  });
});

describe("a question in a user's words", () => {
  it("finds what engineers call otherwise", () => {
    expect(found("everything is frozen, nothing moves any more")[0]).toBe("deadlock");
    expect(found("my picture of the profile gets cut in the avatar")[0]).toBe("avatar");
    expect(found("outdated data after a publish")[0]).toBe("cache");
  });

  it("puts a lesson that says the word itself before one that says a related one", () => {
    const both = createSearchEngine();
    both.add([
      sampleDocument("said", "A frozen import", "The import is frozen while the index is rebuilt."),
      sampleDocument(
        "related",
        "A deadlock of the import",
        "The import is locked while the index is rebuilt.",
      ),
    ]);
    expect(both.search({ task: "the import is frozen", paths: [], limit: 2 }).map(({ id }) => id)).toEqual([
      "said",
      "related",
    ]);
  });

  it("is convinced by no word that nobody said", () => {
    const [hit] = engine.search({ task: "frozen", paths: [], limit: 1 });
    expect(hit).toMatchObject({ id: "deadlock", coverage: 0, matched: [] });
  });
});

describe("the lists of words", () => {
  const entries = (list: string): string[][] => list.split(";").map((entry) => entry.trim().split(" = "));

  it.each([
    ["Chinese and Japanese", UNSPACED_WORDS],
    ["German", STEMS.de],
    ["Spanish", STEMS.es],
  ])("have English words and others in each entry: %s", (_, list) => {
    for (const [english = "", ...others] of entries(list)) {
      expect(terms(english), english).not.toEqual([]);
      expect(others, english).toHaveLength(1);
      expect(others[0]).toMatch(/^\S+( \S+)*$/);
    }
  });

  it.each([
    ["a user's", USER_WORDS],
    ["plain ones", PLAIN_WORDS],
  ])("say in each entry what somebody says and what a lesson may say: %s", (_, list) => {
    for (const sides of entries(list)) {
      expect(sides, sides[0]).toHaveLength(2);
      for (const side of sides) expect(terms(side), side).not.toEqual([]);
    }
  });

  it("never relate a word to itself", () => {
    for (const word of ["freez", "crash", "cach", "error", "test"])
      expect(relatedTerms(word)).not.toContain(word);
  });
});
