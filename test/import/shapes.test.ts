// Notes in the shapes that people write them: every piece becomes a lesson of its own, with its words, and none is lost.
import { describe, expect, it } from "vitest";
import { plainTitle } from "../../src/import/clean.ts";
import { type Format, readNotes } from "../../src/import/formats.ts";
import { kindOfText } from "../../src/import/kinds.ts";
import { filesHere, pathsIn } from "../../src/import/paths-named.ts";
import { INSTRUCTIONS_BLOCK } from "../../src/runtimes/instructions.ts";

const read = (file: string, text: string, format: Format = "auto") => readNotes(file, text, format);
const told = (file: string, text: string) =>
  read(file, text).learnings.map(({ title, body, place }) => [title, body, place.line]);

describe("a text of many pieces", () => {
  it("makes one lesson of each item, whatever marks the list, and cleans checkbox and emphasis from titles", () => {
    const text =
      "# Gotchas\n\n- [x] **Redis** keys expire after a deploy\n* __Workers__ ignore SIGTERM\n1. ~~old~~ `a_b` stays *code*\n+ [Docs](https://x.org/a_b) say port 80\n";
    expect(told("gotchas.md", text)).toEqual([
      ["Redis keys expire after a deploy", "**Redis** keys expire after a deploy", 3],
      ["Workers ignore SIGTERM", "__Workers__ ignore SIGTERM", 4],
      ["old `a_b` stays code", "~~old~~ `a_b` stays *code*", 5],
      ["Docs say port 80", "[Docs](https://x.org/a_b) say port 80", 6],
    ]);
  });

  it("makes one lesson of each row of a table, with the heads of its columns", () => {
    const text =
      "## Errors\n\n| error | cause |\n|---|:--|\n| `E42` | the cache is **cold** |\n| E43 \\| E44 | - |\n";
    expect(told("notes.md", text)).toEqual([
      ["`E42`: the cache is cold", "error: `E42`\ncause: the cache is **cold**", 5],
      ["E43 | E44", "error: E43 | E44", 6],
    ]);
  });

  it("takes quotes, and callouts as what they call themselves", () => {
    const text =
      "## Deploy\n\n> Migrations run twice\n> when two pods start.\n\n> [!WARNING]\n> The seed script wipes the table.\n";
    const { learnings } = read("learnings.md", text);
    expect(learnings.map(({ title, kind }) => [title, kind])).toEqual([
      ["Migrations run twice when two pods start", null],
      ["warning: The seed script wipes the table", "gotcha"],
    ]);
  });

  it("takes questions with their answers, in one paragraph, in two and below headings", () => {
    const text =
      "# FAQ\n\nQ: Why is zod pinned?\nA: 3.24 breaks the build.\n\n**Q:** Why two lockfiles?\n\n**A:** The image uses npm.\n\n## Why does the seed hang?\n\nIt waits for port 5432.\n";
    expect(told("faq.md", text)).toEqual([
      ["Why is zod pinned?", "Why is zod pinned?\n3.24 breaks the build.", 3],
      ["Why two lockfiles?", "Why two lockfiles?\nThe image uses npm.", 6],
      ["Why does the seed hang?", "It waits for port 5432.", 12],
    ]);
  });

  it("takes dated headings with their paragraphs, and keeps what the heading says", () => {
    const text =
      "# Log\n\n## 2026-01-05: The queue drops jobs without a key\n\nSet `key`.\n\nElse they are lost.\n\n## 2026-01-06\n\nThe proxy strips ETag headers. Use `weak`.\n";
    const { learnings } = read("worklog.md", text);
    expect(learnings.map(({ title, body, date }) => [title, body, date])).toEqual([
      ["The queue drops jobs without a key", "Set `key`.\n\nElse they are lost.", "2026-01-05"],
      ["The proxy strips ETag headers", "The proxy strips ETag headers. Use `weak`.", "2026-01-06"],
    ]);
  });

  it("keeps a heading that says something with what stands below it, and takes one that stands alone", () => {
    const text =
      "# Notes\n\n## Retries of the payment webhook come for three days\n- store the event id\n\n## Never call flush() inside a transaction\n\n## Deploy\nWhen the image is rebuilt:\n- clear the CDN\n";
    const { learnings } = read("notes.md", text);
    expect(learnings.map(({ title, body }) => [title, body])).toEqual([
      [
        "store the event id",
        "store the event id\n\nUnder: retries of the payment webhook come for three days",
      ],
      ["Never call flush() inside a transaction", "Never call flush() inside a transaction"],
      ["clear the CDN", "clear the CDN\n\nWhen the image is rebuilt."],
    ]);
    expect(learnings.at(-1)?.tags).toEqual(["deploy"]);
  });

  it("keeps the parts of one note together, alone in a file and beside others", () => {
    const note = "### Problem\n\nIt hangs.\n\n### Fix\n\n- raise the limit\n- restart\n";
    expect(told("slow.md", `# Slow start\n\n${note.replaceAll("###", "##")}`)).toHaveLength(1);
    expect(told("notes.md", `# Notes\n\n## Slow start\n\n${note}\n## Cold cache\n\nWarm it.\n`)).toEqual([
      ["Slow start", note.trim(), 3],
      ["Cold cache", "Warm it.", 16],
    ]);
  });

  it("leaves out what its author has struck out", () => {
    const { learnings, skipped } = read("gotchas.md", "- ~~Use port 80~~\n- Use port 81\n");
    expect([learnings.length, skipped.map(({ reason }) => reason)]).toEqual([
      1,
      ["struck out by its author"],
    ]);
  });
});

describe("a note that is longer than a lesson", () => {
  const long = (word: string) => `${`The ${word} waits. `.repeat(300)}\n\n`;

  it("is cut at its headings, with their lines", () => {
    const text = `---\ntags: [db]\n---\n# Database\n\nShort.\n\n## Locks\n\n${long("lock")}## Cause\n\n${long("cause")}`;
    const { learnings } = read("db.md", text);
    expect(learnings.map(({ title, place, tags }) => [title, place.line, tags])).toEqual([
      ["Database", 4, ["db"]],
      ["Locks", 8, ["db"]],
      ["Database: Cause", 12, ["db"]],
    ]);
    for (const { body } of learnings) expect(body.length).toBeLessThan(6000);
  });

  it("is cut at its paragraphs where it has no headings", () => {
    const { learnings } = read("db.md", `# Database\n\n${long("a")}${long("b")}${long("c")}`);
    expect(learnings).toHaveLength(3);
    expect(learnings.map(({ body }) => body).join("\n")).toMatch(/The a[\s\S]*The b[\s\S]*The c/);
  });
});

it("never takes our own block, whole or cut", () => {
  const own = "- The cache is cold after a deploy, so the first request fails\n";
  for (const block of [INSTRUCTIONS_BLOCK, INSTRUCTIONS_BLOCK.replace("<!-- agentops:end -->", "")]) {
    for (const format of ["auto", "markdown", "quickstart", "claude"] as const) {
      const { learnings, skipped } = read("AGENTS.md", `${own}\n${block}\n\n## Mine\n${own}`, format);
      expect(learnings.map(({ place }) => place.line)).toContain(1);
      expect(JSON.stringify([learnings, skipped])).not.toMatch(/retrieve_context|agentops:/);
    }
  }
});

it.each([
  ["NEVER run the seed on staging; we use fixtures", "gotcha"],
  ["Turbo mode broke source maps", "gotcha"],
  ["The watchdog kills jobs after 30 s", "gotcha"],
  ["Don't try esbuild plugins again", "failure"],
  ["We decided on SQLite", "decision"],
])("tells the kind of %j by its words", (text, kind) => expect(kindOfText(text, text)).toBe(kind));

it.each([
  ["- [ ] **Bold:** rest", "- Bold: rest"],
  ["[x] `**kept**` and **not**", "`**kept**` and not"],
  ["snake_case_name and _this_", "snake_case_name and this"],
  ["2 * 3 * 4", "2 * 3 * 4"],
  ["3.1. <b>Third</b>", "Third"],
])("cleans the title %j", (line, title) => expect(plainTitle(line).replace(/^- \[ \] /, "- ")).toBe(title));

it("names the files that a text names and the repository has, and no others", () => {
  const here = filesHere(["src/cart.ts", "src/pay/index.ts", "test/pay/index.ts", "Makefile", "docs/api.md"]);
  const text =
    "`cart.ts:12` and index.ts, ./docs/api.md, src/pay/, `Makefile`, src/gone.ts, `src`, ../etc/passwd";
  expect(pathsIn(text, here).toSorted()).toEqual(["Makefile", "docs/api.md", "src/cart.ts", "src/pay"]);
});

describe("paths that a text names", () => {
  const here = filesHere([
    "src/store.js",
    "src/a/deep/x.txt",
    "api/v1/x",
    "bin/test",
    "and/either",
    "tools/Rake",
  ]);
  it.each([
    ["Dates are kept in `src/store.js`, because locals sort wrong", ["src/store.js"]],
    ["It is in src/store.js.", ["src/store.js"]],
    ["See src/store.js:12, `./src/store.js#L4-L9` and `src/store.js:3:7`", ["src/store.js"]],
    ["(src/a/deep/) is slow; so is api/v1.", ["src/a/deep", "api/v1"]],
    ["All of src/ is typed, `api/` is not", ["src", "api"]],
    ["`test` and and/or input/output at 1/2, https://x.org/src/store.js, Node.js", []],
    ["`Rake` reads store.js", ["src/store.js", "tools/Rake"]],
  ])("in %j", (text, paths) => expect(pathsIn(text, here).toSorted()).toEqual(paths.toSorted()));

  it("are some few", () => {
    const files = Array.from({ length: 30 }, (_, at) => `src/f${at}.ts`);
    expect(pathsIn(files.join(" "), filesHere(files))).toHaveLength(8);
  });
});
