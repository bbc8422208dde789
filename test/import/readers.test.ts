// The readers of notes: what becomes a learning, from which line, and what is left out.
import { describe, expect, it } from "vitest";
import { type Format, readNotes } from "../../src/import/formats.ts";

const read = (file: string, text: string, format: Format = "auto") => readNotes(file, text, format);

describe("quickstart", () => {
  const notes = `# Learnings

An introduction.

## Auth Middleware (2026-02-15)
- CORS needs OPTIONS handlers. The default drops them.
- Session tokens are checked on the server:
  - client-side checks are insufficient
  continued here

  \`\`\`sh
# no heading
- no bullet
  \`\`\`

Prose between the lists.
- [2026-03-01] Gotcha: the cache is keyed by host

## 2026-04-02: Deploy
* one
`;
  const { learnings, skipped } = read("docs/learnings.md", notes);

  it("makes one learning of each bullet, with all that belongs to it", () => {
    expect(learnings.map(({ place }) => place.line)).toEqual([6, 7, 17, 20]);
    expect(learnings[1]?.body).toBe(
      "Session tokens are checked on the server:\n- client-side checks are insufficient\ncontinued here\n\n```sh\n# no heading\n- no bullet\n```",
    );
  });

  it("takes tags and dates from headings, and what a bullet says of itself", () => {
    expect(learnings[0]).toMatchObject({ tags: ["auth middleware"], date: "2026-02-15", kind: null });
    expect(learnings[2]).toMatchObject({ date: "2026-03-01", kind: "gotcha" });
    expect(learnings[3]).toMatchObject({ tags: ["deploy"], date: "2026-04-02", title: "one" });
  });

  it("names what it leaves out", () => {
    expect(skipped).toEqual([
      {
        place: { file: "docs/learnings.md", line: 16 },
        reason: "text outside of a list",
        text: "Prose between the lists.",
      },
    ]);
  });

  it("reads CRLF and a byte order mark", () => {
    const windows = read("notes.md", "\ufeff## Git (2026-01-01)\r\n- one\r\n  two\r\n");
    expect(windows.learnings[0]?.body).toBe("one\ntwo");
  });
});

describe("markdown with frontmatter", () => {
  const first = (text: string, file = "notes/2026-01-05-slow-start.md") => read(file, text).learnings[0];

  it("maps names that people use to ours", () => {
    const found = first(
      "---\ntitle: Slow start\ncategory: bugfix\ntags: [node, '#start-up']\nfiles: src/main.ts\nconfidence: high\ndate: 2026-02-03\nsource:\n  evidence: [src/a.ts, https://example.org/1, retro]\n---\nIt is slow.",
    );
    expect(found).toMatchObject({
      title: "Slow start",
      kind: "gotcha",
      tags: ["node", "start-up", "bugfix"],
      paths: ["src/main.ts"],
      confidence: 0.9,
      date: "2026-02-03",
      evidence: [
        { type: "path", ref: "src/a.ts" },
        { type: "url", ref: "https://example.org/1" },
      ],
    });
  });

  it.each([
    ["broken YAML", "---\ntitle: a: b: c\ntags: [x, y\n---\n# Head\n\nText"],
    ["no closing mark", "---\ntitle: a: b: c\ntags: x, y\n\n# Head\n\nText"],
    ["no opening mark", "title: a: b: c\ntags: x, y\n---\n# Head\n\nText"],
  ])("reads frontmatter with %s", (_, text) => {
    expect(first(text)).toMatchObject({ title: "a: b: c", tags: ["x", "y"], body: "Text" });
  });

  it("takes the title from the first heading, else from the file's name", () => {
    expect(first("---\ndate: 2026-01-01\n---\n# Learning: Heads matter\n\nText")?.title).toBe("Heads matter");
    expect(first("---\ndate: 2026-01-01\n---\nText")).toMatchObject({
      title: "Slow start",
      date: "2026-01-01",
    });
  });

  it("cuts a file at the headings that announce lessons, and keeps their lines", () => {
    const text =
      "---\ndate: 2026-01-01\n---\n# Learnings of today\n\n## Learning 1: One\n\nFirst.\n\n## Learning 2: Two\n\nSecond.\n";
    expect(read("x.md", text).learnings.map(({ title, body, place }) => [title, body, place.line])).toEqual([
      ["One", "First.", 6],
      ["Two", "Second.", 10],
    ]);
  });

  it("cuts numbered findings apart, gives all of them the sources, and keeps what is left", () => {
    const numbered =
      "# Learning: Release\n\n## What We Learned\n\n### L1: One\nFirst.\n\n### L2: Two\nSecond.\n\n";
    expect(
      read("x.md", `${numbered}## Source\n\nPull request 7.`).learnings.map(({ title, body }) => [
        title,
        body,
      ]),
    ).toEqual([
      ["One", "First.\n\n## Source\n\nPull request 7."],
      ["Two", "Second.\n\n## Source\n\nPull request 7."],
    ]);
    expect(read("x.md", `${numbered}## Why It Matters\n\nTime.`).learnings.map(({ title }) => title)).toEqual(
      ["One", "Two", "Release"],
    );
  });

  it.each([
    ["---\nstatus: archived\n---\nText", "marked as archived"],
    ["---\nsuperseded_by: other\n---\nText", "superseded by other"],
    ["---\nname: me\ntype: user\n---\nText", "about a person, not about the work"],
    ["---\ntitle: x\n---\n\n", "no text"],
  ])("skips %j", (text, reason) => {
    expect(read("x.md", text).skipped.map((each) => each.reason)).toEqual([reason]);
  });
});

describe("CLAUDE.md", () => {
  it("takes what gives a reason, and leaves instructions, commands and pointers where they are", () => {
    const { learnings, skipped } = read(
      "CLAUDE.md",
      "# Project\n\nWelcome.\n\n## Style\n- Use tabs\n- Build: `npm run build`\n- [Memory](memory/a.md): pointer\n\n## Database\n- Run migrations one at a time, because two at once deadlock on the version table\n",
    );
    expect(learnings.map(({ title, tags, place }) => [title, tags, place.line])).toEqual([
      ["Run migrations one at a time, because two at once deadlock on the version table", ["database"], 11],
    ]);
    expect(skipped.map(({ text, reason }) => [text, reason.split(":")[0]])).toEqual([
      ["Use tabs", "an instruction or a description without a reason"],
      ["Build: `npm run build`", "a command, not a lesson"],
      ["[Memory](memory/a.md): pointer", "a pointer to another file"],
      ["Welcome.", "text outside of a list"],
    ]);
  });
});

describe("JSON lines", () => {
  it("reads usual names, and names lines that it can't read", () => {
    const { learnings, skipped } = read(
      "x.jsonl",
      '{"title":"T","text":"Body","category":"pitfall","keywords":["a"],"created_at":"2026-01-02T03:04:05Z"}\n{"a":1}\nbroken\n{"text":"x","status":"archived"}\n',
    );
    expect(learnings).toEqual([
      expect.objectContaining({
        title: "T",
        body: "Body",
        kind: "gotcha",
        date: "2026-01-02",
        place: { file: "x.jsonl", line: 1 },
      }),
    ]);
    expect(skipped.map(({ place }) => place.line)).toEqual([2, 3, 4]);
  });
});

it("lets --format override what the content looks like", () => {
  expect(read("CLAUDE.md", "## Style\n- Use tabs\n", "quickstart").learnings).toHaveLength(1);
});

describe("what somebody sees or asks", () => {
  const symptomsOf = (file: string, text: string) =>
    read(file, text).learnings.map(({ symptoms }) => symptoms ?? []);

  it("is taken from fields, from headings that ask, and from below a heading that says so", () => {
    const note = `---
title: Sharp needs its musl binary
symptoms: ["Error: cannot load sharp", grey boxes]
---
## Symptoms

Seen since March.

- \`Error: linux-x64 binaries\`

## Why does it only fail in production?

Because of musl.
`;
    expect(symptomsOf("docs/solutions/sharp.md", note)).toEqual([
      ["Error: cannot load sharp", "grey boxes", "Error: linux-x64 binaries"],
    ]);
  });

  it("is the heading of a list that asks, and of no other list", () => {
    const notes =
      "# Learnings\n\n## Why is the build slow?\n- tsc runs twice: incremental is off\n\n## Build\n- one\n";
    expect(symptomsOf("docs/learnings.md", notes)).toEqual([["Why is the build slow?"], []]);
  });

  it.each([
    [
      "a title that asks, which is found as it is",
      "# Why does it fail on musl?\n\nBecause sharp is glibc.\n",
    ],
    [
      "prose below the heading",
      "# Sharp\n\n## Symptoms\n\nIt fails now and then on some machines.\n\n## Cause\n- musl\n",
    ],
    ["an outcry", "# Sharp\n\n## Really what now?!\n\nmusl\n"],
    ["what is longer than a line of an error", `# Sharp\n\n## Error\n- ${"x ".repeat(150)}\n`],
  ])("is none of %s", (_, text) => {
    expect(symptomsOf("docs/solutions/sharp.md", text)).toEqual([[]]);
  });
});
