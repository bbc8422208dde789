// Of a turn in a session file stays what somebody said, and nothing that a runtime, a hook or a tool has put there.
import { expect, it } from "vitest";
import { FRAMED, fence } from "../../src/shared/text/safe-text.ts";
import { spoken } from "../../src/transcripts/spoken.ts";

it("leaves the words of a person and of an agent as they are", () => {
  const text = "No - keep the newest.\n\n- `a_b` stays\n- 2 < 3 and <T> is a type";
  expect(spoken(text)).toBe(text);
});

it.each([
  "<system-reminder>\nUse the todo list.\n</system-reminder>",
  "<local-command-stdout>bye</local-command-stdout>",
  "<command-name>/clear</command-name>\n<command-message>clear</command-message>",
  "[Request interrupted by user for tool use]",
  "This session is being continued from a previous conversation that ran out of context.",
  "# AGENTS.md instructions for /home/ann/shop\n\n<INSTRUCTIONS>\nWrite tests.\n</INSTRUCTIONS>",
  "<environment_context>\n<cwd>/x</cwd>\n</environment_context>",
  "<system-reminder>\nnever closed, and so it goes on",
])("nobody said %j", (text) => {
  expect(spoken(text)).toBe("");
  expect(spoken(`Round half to even.\n\n${text.startsWith("<") ? text : ""}`)).toBe("Round half to even.");
});

it.each(FRAMED)("a %s that a hook has put into the turn is not said again", (what) => {
  const framed = fence("Prefer the red one.\nAlways.", { what, by: "codex", recorded: "2026-01-01" });
  const text = `Fix it.\nLessons of earlier sessions that fit this task (agentops). Cite them.\n01M8M28674W747C27KGEZATHXN\n${framed}\nThanks.`;
  expect(spoken(text)).toBe("Fix it.\nThanks.");
});

it("our block of a rules file is not said", () => {
  const block = "<!-- agentops:start v4 -->\n## Lessons\n- record_learning\n<!-- agentops:end -->";
  expect(spoken(`Before.\n${block}\nAfter.`)).toBe("Before.\nAfter.");
});

it("of a pasted block the beginning stays", () => {
  const pasted = Array.from({ length: 40 }, (_, at) => `line ${at}`).join("\n");
  const said = spoken(`Look:\n\`\`\`\n${pasted}\n\`\`\`\nWhy?`);
  expect(said).toContain("line 3");
  expect(said).not.toContain("line 30");
  expect(said.endsWith("Why?")).toBe(true);
});
