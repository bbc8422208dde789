// `search`: what an agent would get, for people.
import { afterAll, beforeAll, expect, it } from "vitest";
import { storedIds } from "../support/journal.ts";
import { createStored, LESSONS, type Stored } from "./stored.ts";

let stored: Stored;
beforeAll(() => {
  stored = createStored();
  stored.write({ "learnings.md": LESSONS });
  stored.run("import", "learnings.md");
});
afterAll(() => stored.remove());

it("finds a lesson, says why, and leaves no record of the look", () => {
  const { code, stdout } = stored.run("search", "newline", "in", "a", "file", "name");
  expect(code).toBe(0);
  expect(stdout).toContain("`git cat-file --batch` reads one object name per line");
  expect(stdout).toContain('matches "newline"');
  expect(stdout).not.toContain("[end of learning]");
  expect(storedIds(stored.repository, "retrieval")).toEqual([]);
});

it("answers with exit code 1 when nothing fits", () => {
  expect(stored.run("search", "sourdough bread")).toMatchObject({ code: 1 });
  expect(stored.facts("search", "sourdough bread")).toMatchObject({ abstained: true, items: [] });
});

it("keeps to kinds and budget", () => {
  expect(stored.facts("search", "newline in a name", "--kinds", "decision")).toMatchObject({ items: [] });
  const { tokens } = stored.facts("search", "git cat-file newline", "--budget", "300");
  expect(tokens).toBeLessThanOrEqual(300);
});

it.each([
  [["search"], "search needs the words of a task"],
  [["search", "x", "--budget", "9"], "budget_tokens"],
  [["search", "x", "--budget", "much"], "budget_tokens"],
  [["search", "x", "--kinds", "gotchas"], "not one of its values"],
])("explains %j", (args, message) => {
  const { code, stdout, stderr } = stored.run(...args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
});
