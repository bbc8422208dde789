// An export comes back whole: five hundred lessons of every kind, with what markdown and JSON have trouble with in them.
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createGenerator, type GeneratedLearning } from "../bench/generated.ts";
import { createStored, type Stored } from "./stored.ts";

let from: Stored;
let to: Stored;
beforeEach(() => {
  from = createStored();
  to = createStored();
});
afterEach(() => {
  from.remove();
  to.remove();
});

const ALL = 500;
/** What is added to a body, and to a title, by turns. */
const BODIES = [
  "",
  "\n\n```ts\n# no heading\n- no item\n```\nand on",
  "\n\n```\nan open fence",
  "\n- a list\n  - in a list\n\n\n    indented code\n\ttab",
  "\n\n## A heading\n> a quote\n\n| a | b |\n|---|---|\n| 1 | 2 |",
  "\n---\ntitle: not frontmatter\n---\n",
  '\n<!-- agentops {"body":"other"} -->',
  "\n[2026-01-01] dated, Q: or not?\nA: no",
  "\n[x] done **bold** `--> <b>` \\| \u00e9\u{1F600} 漢字",
  "\n\n   three spaces before\n \n trailing  ",
];
const TITLES = [
  "",
  "**bold** ",
  "[ ] ",
  "1. ",
  "`a|b` ",
  "2026-01-01: ",
  "(gotcha: x) ",
  "_under_ ",
  "> ",
  "- ",
];
const TAGS = [
  [],
  ["a, b"],
  ['say "x"', "c)"],
  ["2026-02-02"],
  ["four words and more here"],
  ["gotchas"],
  ["<b>"],
];

function lesson(each: GeneratedLearning, at: number) {
  return {
    title: `${TITLES[at % TITLES.length]}${each.title}`.slice(0, 160).trim(),
    body: `${at % 9 === 0 ? "- [2026-05-05] " : ""}${each.body}${BODIES[at % BODIES.length]}`.trim(),
    kind: each.kind,
    tags: [...(TAGS[at % TAGS.length] ?? []), ...each.tags].slice(0, 12),
    paths: at % 3 === 0 ? each.paths : [],
    ...(at % 4 === 0 ? { confidence: (at % 10) / 10 } : {}),
    ...(at % 6 === 0 ? { symptoms: [`Error: ${at} <b> --> "x"`, "Why is it slow?"] } : {}),
    ...(at % 5 === 0 ? { evidence: [{ type: "url", ref: `https://x.org/${at}?a=<b>-->` }] } : {}),
  };
}

interface Exported {
  readonly title: string;
  readonly evidence: readonly { readonly type: string; readonly ref: string }[];
  readonly [field: string]: unknown;
}

function learnings(stored: Stored): Exported[] {
  const lines = stored.run("export", "--format", "jsonl").stdout.trim().split("\n");
  return lines
    .map((line): Exported => JSON.parse(line))
    .map(({ title, body, kind, tags, symptoms, paths, confidence, evidence }) => {
      // Where it was imported from is what a lesson gains on the way.
      const own = evidence.filter(({ ref }) => !ref.startsWith("agentops-mcp import"));
      return { title, body, kind, tags, symptoms, paths, confidence, evidence: own };
    })
    .toSorted((a, b) => (`${a.title}${a.body}` < `${b.title}${b.body}` ? -1 : 1));
}

it.each(["quickstart", "jsonl"])("gives 500 equal lessons from %s", async (format) => {
  const generator = createGenerator(11);
  const all = Array.from({ length: ALL }, (_, at) => lesson(generator.learning(), at));
  // As records, which are taken as they are.
  const records = all.map((each) => JSON.stringify({ record: "learning", v: 1, ...each }));
  from.write({ "records.jsonl": records.join("\n") });
  expect((await from.facts("import", "records.jsonl")).counts).toMatchObject({ admitted: ALL });
  const before = learnings(from);
  const file = path.join(to.repository.dir, `all.${format === "jsonl" ? "jsonl" : "md"}`);
  expect(from.run("export", "--format", format, "--out", file)).toMatchObject({ code: 0 });
  expect((await to.facts("import", file)).counts).toMatchObject({
    admitted: ALL,
    held: 0,
    refused: 0,
    skipped: 0,
  });
  expect(learnings(to)).toEqual(before);
  const plain = all.map(({ title, body, kind }) => ({ title, body, kind }));
  const byWords = (a: { title: string; body: string }, b: { title: string; body: string }): number =>
    `${a.title}${a.body}` < `${b.title}${b.body}` ? -1 : 1;
  expect(before.map(({ title, body, kind }) => ({ title, body, kind }))).toEqual(plain.toSorted(byWords));
});
