// A lesson of one sentence is put before a model once: its title and its text are the same words.
import { describe, expect, it } from "vitest";
import { composeBrief } from "../../src/briefing/brief.ts";
import { injectionText } from "../../src/hooks/injection.ts";
import { beyondTitle, shownOnce } from "../../src/learnings/beyond-title.ts";
import { UNCHANGED } from "../support/code.ts";
import { foldOf, learning, START } from "../support/records.ts";

const SENTENCE =
  "Uploads are moved with `copyFile` and **then** unlinked, because rename fails across disks.";
const TITLE = "Uploads are moved with `copyFile` and then unlinked, because rename fails across disks";

describe("title and text", () => {
  it.each([
    [TITLE, SENTENCE, SENTENCE],
    [TITLE, `- ${SENTENCE}`, `- ${SENTENCE}`],
    [
      "Never watch in CI",
      "Never watch in CI: the run does not end.",
      "Never watch in CI: the run does not end.",
    ],
  ])("are given once: %j with %j", (title, body, whole) =>
    expect(shownOnce(title, body)).toEqual({ title: whole, body: "" }),
  );

  it.each([
    ["The port", "The ports are shared."],
    ["The port is shared", "The port is shared.\n\nUse another one for each worker."],
    ["The port is shared", "Use another one for each worker."],
    ["…", "It is shared."],
    ["Long", `Long: ${"word ".repeat(60)}`],
  ])("stay both: %j with %j", (title, body) => expect(shownOnce(title, body)).toEqual({ title, body }));

  it("leave a text of its own to who is given the title apart, unless they are the same to the letter", () => {
    expect(beyondTitle("The port is shared", "The port is\nshared.")).toBe("");
    expect(beyondTitle(TITLE, SENTENCE)).toBe(SENTENCE);
  });
});

const times = (text: string, words: string) => text.split(words).length - 1;

it("a brief and a hook say the sentence once", async () => {
  const record = learning(1, { title: TITLE, body: SENTENCE, paths: ["src/upload.ts"] });
  const brief = await composeBrief(UNCHANGED, foldOf(record), START, { own: new Set(["aaaaaaaaaa"]) });
  expect(times(brief, "rename fails across disks")).toBe(1);
  expect(brief).toContain("disks. (src/upload.ts)\n[end of learning]");
  const item = {
    id: "1",
    title: TITLE,
    kind: "gotcha",
    body: SENTENCE,
    by: "import",
    recorded: "2026-01-01",
  };
  const [given] = injectionText("path", [item], (body) => body).items;
  expect(given?.text).toContain(`gotcha: ${SENTENCE}\n[end of learning]`);
});
