// `search`: what an agent would get, for people.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
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

it("marks what a person is editing, as agents see it, and so does show", () => {
  const { dir, git } = stored.repository;
  stored.run("publish");
  git("merge", "-q", "agentops/learnings");
  const [file = ""] = git("ls-files", ".agentops/learnings/*batch*").split("\n");
  const text = readFileSync(path.join(dir, file), "utf8");
  const id = /^id: "?(\w{26})/m.exec(text)?.[1] ?? "";
  const mark = "agentops-mcp import, edited and not committed";
  expect(stored.run("show", id).stdout).not.toContain(mark);
  writeFileSync(path.join(dir, file), text.replace("shifts", "moves"));
  expect(stored.run("search", "newline in a name for git cat-file").stdout).toContain(mark);
  expect(stored.run("show", id).stdout).toContain(mark);
  git("checkout", "-q", file);
});

it("answers with exit code 1 when nothing fits", async () => {
  expect(stored.run("search", "sourdough bread")).toMatchObject({ code: 1 });
  expect(await stored.facts("search", "sourdough bread")).toMatchObject({ abstained: true, items: [] });
  const { stdout } = stored.run("search", "sourdough bread");
  const [said, near = "", ...more] = stdout.trim().split("\n");
  expect(said).toBe("Nothing that is stored fits this task.");
  expect(near).toMatch(/^Other words may find it\. Near ones: \S+(, \S+)*$/);
  expect(more).toEqual([]);
});

it("takes quoted phrases for wordings, so that a bad one spoils nothing", () => {
  const bad =
    "どうしてバッチ処理の結果がずれてしまうのか、まったく見当がつかないのですが、ログを見ても何も書かれておらず困っています";
  const { stdout } = stored.run("search", "git cat-file newline in a name", `${bad} です`);
  expect(stdout).toContain("`git cat-file --batch` reads one object name per line");
});

it("keeps to kinds and budget", async () => {
  expect(await stored.facts("search", "newline in a name", "--kinds", "decision")).toMatchObject({
    items: [],
  });
  const { tokens } = await stored.facts("search", "git cat-file newline", "--budget", "300");
  expect(tokens).toBeLessThanOrEqual(300);
});

it.each([
  [["search"], "search needs the words of a task"],
  [["search", "x", "--budget", "9"], "--budget: "],
  [["search", "x", "--budget", "much"], "--budget: "],
  [["search", "x", "--kinds", "gotchas"], "not one of its values"],
])("explains %j", (args, message) => {
  const { code, stdout, stderr } = stored.run(...args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
});
