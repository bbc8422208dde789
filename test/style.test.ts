// A reader learns from the first line of a file why it exists, in one plain sentence.
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./support/client.ts";

const MOST_LINES = 250;
/** Written by a program, for programs. */
const GENERATED = /\/plugins\//;

const files = ["src", "tools", "resources", "scripts", "test"].flatMap(listFiles).map((file) => {
  const text = readFileSync(path.join(ROOT, file), "utf8");
  return { file, lines: text.split("\n").length - 1, comment: firstComment(text) };
});

describe("the first comment of a file", () => {
  it("is there, and is a sentence", () => {
    expect(files.length).toBeGreaterThan(400);
    expect(files.filter(({ comment }) => !/^\S.*\.$/.test(comment)).map(({ file }) => file)).toEqual([]);
  });

  it("has a subject and a verb, and no question in their place", () => {
    expect(
      files.filter(({ comment }) => /^(what|which|whether)\b/i.test(comment)).map(({ file }) => file),
    ).toEqual([]);
  });

  it(`says of a file of more than ${MOST_LINES} lines why it is that long`, () => {
    const long = files.filter(({ file, lines }) => lines > MOST_LINES && !file.startsWith("test/"));
    expect(long.filter(({ comment }) => !/\blong because\b/.test(comment)).map(({ file }) => file)).toEqual(
      [],
    );
  });
});

function firstComment(text: string): string {
  const [, comment = ""] = /^(?:#!.*\n)?((?:\/\/.*\n)*)/.exec(text) ?? [];
  return comment
    .replace(/^\/\/ ?/gm, "")
    .trim()
    .replace(/\n/g, " ");
}

function listFiles(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder)).flatMap((name) => {
    const file = `${folder}/${name}`;
    if (statSync(path.join(ROOT, file)).isDirectory())
      return GENERATED.test(`${file}/`) ? [] : listFiles(file);
    return /\.(ts|mjs)$/.test(file) ? [file] : [];
  });
}
