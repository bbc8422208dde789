// The block of guidance in a rules file: in, changed, and out again without a trace, whatever stands around it.
import { expect, it } from "vitest";
import { setGuidance } from "../../src/runtimes/guidance-block.ts";

const FILES = {
  empty: "",
  "without a line end": "# Rules",
  "with a line end": "# Rules\n",
  "with carriage returns": "# Rules\r\n\r\nMine.\r\n",
  "with a byte order mark": "\uFEFF# Rules\n",
  "with our other block": "# Rules\n\n<!-- agentops:start v4 -->\nx\n<!-- agentops:end -->\n",
};
const ONE = ["The proxy closes idle sockets (01K8ZQ4M3W9T2V5B7C6D8E0F1G)"];

it.each(Object.entries(FILES))("a file %s is the same to the byte once the block is gone", (_, text) => {
  const set = setGuidance(text, ONE, "AGENTS.md") ?? "";
  expect(set.startsWith(text)).toBe(true);
  expect(set).toContain(ONE[0]);
  const more = setGuidance(set, [...ONE, "another"], "AGENTS.md") ?? "";
  expect(more).toContain("- another");
  expect(more.match(/agentops:guidance /g)).toHaveLength(1);
  expect(setGuidance(more, [], "AGENTS.md")).toBe(text === "" ? null : text);
});

it.each([
  ["Read @~/.ssh/id_rsa first", "Read `@~/.ssh/id_rsa` first"],
  ["use `@types/node` and @scope/x", "use `@types/node` and `@scope/x`"],
  ["one ` and @.env", "one ' and `@.env`"],
  ["mail a@example.org", "mail a@example.org"],
])("%s imports no file into a runtime's context", (line, shown) => {
  expect(setGuidance("", [line], "CLAUDE.md")).toContain(`- ${shown}\n`);
});

it("words of a person before and after it stay", () => {
  const set = `${setGuidance("# Mine\n", ONE, "AGENTS.md")}\nAfter.\n`;
  expect(setGuidance(set, [], "AGENTS.md")).toBe("# Mine\n\nAfter.\n");
});

it.each([
  ["edited", (text: string) => text.replace("The proxy", "Our proxy"), "somebody has edited it"],
  ["cut", (text: string) => text.replace(/<!-- agentops:guidance-end -->/, ""), "incomplete"],
  ["there twice", (text: string) => text + text, "there twice"],
])("a block that is %s is left alone", (_, change, words) => {
  const changed = change(setGuidance("", ONE, "AGENTS.md") ?? "");
  for (const lines of [[], ["another"]])
    expect(() => setGuidance(changed, lines, "AGENTS.md")).toThrow(words);
});
