// Any text must become words, in linear time, and identifiers must be found by their parts.
import { describe, expect, it } from "vitest";
import { eachTerm, terms } from "../../src/retrieval/analyse.ts";

const termsOf = (text: string): string[] => terms(text).map(({ term }) => term);

describe("terms", () => {
  it("gives an identifier and its parts", () => {
    expect(termsOf("readFileSync")).toEqual(["readfilesync", "read", "file", "sync"]);
    expect(termsOf("ERR_MODULE_NOT_FOUND")).toEqual(["err_module_not_found", "err", "modul", "found"]);
    expect(termsOf("HTTPServer")).toEqual(["httpserver", "http", "server"]);
  });

  it("keeps versions whole and stems words", () => {
    expect(termsOf("2.37.1 crashes")).toEqual(["2.37.1", "crash"]);
  });

  it("splits paths at their separators", () => {
    expect(termsOf("src/domain/search.ts")).toEqual(["src", "domain", "search", "ts"]);
  });

  it("indexes scripts without spaces by pairs", () => {
    expect(termsOf("缓存失效")).toEqual(["缓存", "存失", "失效"]);
  });

  it("sees no operator in any text", () => {
    expect(termsOf("fix: a:b ^ ~193s * -x +")).toEqual(["fix", "b", "193s", "193", "x"]);
  });

  it("says where a word stands", () => {
    expect(terms("the big lock")).toEqual([
      { term: "big", start: 4, end: 7 },
      { term: "lock", start: 8, end: 12 },
    ]);
  });

  it.each([
    ["one long word", "a"],
    ["changes of case", "aB"],
    ["digits and dots", "1."],
    ["combining marks", "\u0301\u0316"],
    ["characters without spaces", "中"],
    ["underscores", "_"],
    ["lone surrogates", "\ud800"],
  ])("reads 2 MB of %s without overflowing the stack", (_, unit) => {
    let count = 0;
    eachTerm(unit.repeat(2_000_000 / unit.length), () => {
      count += 1;
    });
    expect(count).toBeLessThanOrEqual(2_000_000);
  });
});
