// A budget only holds if the counter does not count less than a real tokenizer does.
import { readdirSync, readFileSync } from "node:fs";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, it } from "vitest";
import { countTokens } from "../../../src/shared/text/tokens.ts";

const files = (folder: string, ending: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(`${folder}/${name}`, "utf8"));

const lines = files("test/data/retrieval", "docs.jsonl").flatMap((text) => text.trim().split("\n"));
const prose = lines.map((line) => {
  const { title, text } = JSON.parse(line) as { title: string; text: string };
  return `${title}\n${text}`;
});

const share = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + countTokens(text), 0) /
  texts.reduce((sum, text) => sum + encode(text).length, 0);

describe("countTokens", () => {
  it.each([
    ["prose", prose, 1.25],
    ["JSON", lines, 1.3],
    ["code", files("src/retrieval", ".ts"), 1.25],
    ["paths", readdirSync("src", { recursive: true, encoding: "utf8" }), 1.6],
    ["YAML", ['key: value\nlist:\n  - one\n  - two: "x"\nnumber: 3.14\n'], 1.5],
    [
      "Chinese, Japanese and Korean",
      ["我们需要确保计数器不会低估。", "日本語の文章も数えます。", "한국어 문장도 셉니다."],
      2.2,
    ],
    ["emoji", ["✅ done ❌ failed ⚠️ warning 🚀🎉 👩‍👩‍👧‍👦"], 1.6],
  ])("is not below o200k_base on %s, nor far above it", (_, texts, most) => {
    expect(share(texts)).toBeGreaterThanOrEqual(1);
    expect(share(texts)).toBeLessThan(most);
  });

  it("counts nothing for nothing, and grows with the text", () => {
    expect(countTokens("")).toBe(0);
    expect(countTokens("word ".repeat(1000))).toBeGreaterThanOrEqual(1000);
  });
});
