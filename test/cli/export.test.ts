// `export`: one file again, and what another repository makes of it.
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { withClient } from "../support/clients.ts";
import { draft } from "../support/journal.ts";
import { createStored, LESSONS, type Stored } from "./stored.ts";

let [from, to]: Stored[] = [];
beforeEach(() => {
  from = createStored();
  to = createStored();
});
afterEach(() => {
  from?.remove();
  to?.remove();
});

interface Learning {
  readonly title: string;
  readonly body: string;
  readonly kind: string;
  readonly tags: string[];
}

function learnings(stored: Stored | undefined): Learning[] {
  const lines = stored?.run("export", "--format", "jsonl").stdout.trim().split("\n") ?? [];
  return lines
    .map((line): Learning => JSON.parse(line))
    .map(({ title, body, kind, tags }) => ({ title, body, kind, tags }))
    .toSorted((a, b) => (a.title < b.title ? -1 : 1));
}

const AWKWARD = [
  {
    title: "**Bold** (gotcha: no) ends a title in parser.ts",
    body: "First line of parser.ts:\n\n    indented code\n\n## A heading\n- a list\n\n```ts\n# in a fence\n\n- still\n```\n\nThe last line fails.",
    kind: "decision",
    tags: ["a, b", 'say "x"', "c)"],
  },
  {
    title: "[2026-01-01] prefixes in CHANGES.md are parsed as dates",
    body: "[2026-01-01] prefixes in CHANGES.md are parsed as dates, so `readDate()` throws on 2026-13-01.",
    kind: "failure",
    tags: [],
  },
];

it.each(["quickstart", "jsonl"])("comes back the same from %s", async (format) => {
  await withClient(from?.repository.dir ?? "", {}, async (client) => {
    for (const lesson of AWKWARD)
      expect((await client.call("record_learning", lesson)).text).toContain("admitted");
  });
  from?.write({ "learnings.md": LESSONS });
  from?.run("import", "learnings.md");
  const file = path.join(to?.repository.dir ?? "", format === "jsonl" ? "all.jsonl" : "all.md");
  expect(from?.run("export", "--format", format, "--out", file)).toMatchObject({ code: 0, stdout: "" });
  const back = await to?.facts("import", file);
  expect(back?.counts).toMatchObject({ admitted: 5, held: 0, refused: 0, skipped: 0 });
  expect(learnings(to)).toEqual(learnings(from));
});

it("gives back a learnings.md as it was", () => {
  const sections = LESSONS.trim().toLowerCase().split("\n\n").toReversed();
  from?.write({ "learnings.md": LESSONS });
  from?.run("import", "learnings.md");
  const out = path.join(from?.repository.dir ?? "", "again.md");
  from?.run("export", "--out", out);
  const again = readFileSync(out, "utf8").toLowerCase();
  for (const line of sections.flatMap((section) => section.split("\n"))) expect(again).toContain(line);
});

it("leaves out what is withheld, unless asked", async () => {
  const { title, body, kind } = draft() as Learning & { record: "learning" };
  await withClient(from?.repository.dir ?? "", {}, async (client) => {
    const old = await client.call("record_learning", { title, body: `${body} See src/git.ts.`, kind });
    const successor = { title: `${title}, in order`, body: `${body} See src/git.ts:12.`, kind };
    await client.call("record_learning", { ...successor, supersedes: old.facts.id });
  });
  expect(learnings(from)).toHaveLength(1);
  expect(from?.run("export", "--all", "--format", "markdown").stdout.match(/^## /gm)).toHaveLength(2);
});

it("says that there is nothing, and names a file that can't be written", () => {
  expect(from?.run("export")).toMatchObject({ code: 1, stdout: "" });
  from?.write({ "learnings.md": LESSONS });
  from?.run("import", "learnings.md");
  expect(from?.run("export", "--out", "no/such/folder.md")).toMatchObject({ code: 2 });
});
