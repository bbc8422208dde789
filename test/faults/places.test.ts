// Servers and commands in places where people start them by mistake or on purpose: a sensible answer, and nothing written elsewhere.
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createHome, runCli } from "../cli/run-cli.ts";
import { withClient } from "../support/clients.ts";
import { cloneRefs, EMPTY_HOME, storedIds } from "../support/journal.ts";
import { onlyMessages, startRawServer } from "../support/raw-server.ts";
import {
  createRepository,
  git,
  removeFolder,
  type TestRepository,
  temporaryFolder,
} from "../support/repository.ts";

const LESSON = {
  title: "git cat-file --batch answers one line per name",
  kind: "gotcha",
  body: "git cat-file --batch reads one object name per line. A name that holds a newline is two questions, so refuse it before writing to its stdin.",
};
const NOTE = `---\ntitle: ${LESSON.title}\nkind: ${LESSON.kind}\n---\n${LESSON.body}\n`;

let repository: TestRepository;
let place: ReturnType<typeof createHome>;
let folder: string;
beforeEach(() => {
  repository = createRepository();
  place = createHome();
  folder = temporaryFolder();
});
afterEach(() => {
  repository.remove();
  place.remove();
  removeFolder(folder);
});

const run = (cwd: string, ...args: string[]) => runCli(cwd, args, place);

describe("a folder that is no repository", () => {
  it.each([
    ["an empty one", () => folder],
    ["the root of the disk", () => "/"],
  ])("%s: every call says so, and the server stays", async (_, dir) => {
    const before = readdirSync(dir());
    const server = await startRawServer(dir(), { env: { HOME: EMPTY_HOME } });
    expect(await server.call("record_learning", LESSON)).toMatch(/^NOT_A_REPOSITORY: .*\n.*git init.*--dir/);
    expect(await server.call("retrieve_context", { task: "cat-file" })).toMatch(/^NOT_A_REPOSITORY: /);
    expect((await server.request("tools/list")).result?.tools).not.toEqual([]);
    server.end();
    expect(await server.exited).toBe(0);
    expect(onlyMessages(server.lines)).toBe(true);
    expect(readdirSync(dir())).toEqual(before);
    expect(readdirSync(EMPTY_HOME)).toEqual([]);
  });

  it.each([
    ["search", "words"],
    ["sync", "--background"],
    ["import", "notes"],
    ["export"],
    ["publish"],
    ["show"],
  ])("%s refuses with the way out", (...args) => {
    writeFileSync(path.join(folder, "notes"), NOTE);
    const refused = run(folder, ...args);
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toMatch(/no git repository at .*\n.*git init/);
    expect(readdirSync(folder)).toEqual(["notes"]);
  });
});

describe("names with newlines", () => {
  const NAME = "two\nlines.md";

  it("of a learning's file on base: read like any other, and named on one line where it is broken", async () => {
    repository.commit({ [`.agentops/learnings/${NAME}`]: NOTE });
    await withClient(repository.dir, {}, async (client) => {
      const { facts } = await client.call("retrieve_context", { task: "cat-file batch newline" });
      expect(facts.items).toEqual([expect.objectContaining({ title: LESSON.title })]);
    });
    repository.commit({ [`.agentops/learnings/${NAME}`]: `<<<<<<< HEAD\n${NOTE}` });
    const { code, stdout } = run(repository.dir, "search", "cat-file", "batch");
    expect([code, stdout]).toEqual([
      1,
      "Nothing that is stored fits this task.\nNo lesson is stored here yet, so other words find none either.\n",
    ]);
  });

  it("of notes: imported, and reported on one line", () => {
    mkdirSync(path.join(folder, "no\ntes"));
    writeFileSync(path.join(folder, "no\ntes", NAME), NOTE);
    const { code, stdout } = run(repository.dir, "import", path.join(folder, "no\ntes"), "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout).admitted).toEqual([
      expect.objectContaining({
        title: LESSON.title,
        place: expect.stringMatching(/^no tes\/two lines\.md:\d+$/),
      }),
    ]);
    expect(storedIds(repository)).toHaveLength(1);
  });

  it("of paths, remotes and sessions on the command line: told on one line, and nothing written", () => {
    const refs = repository.git("for-each-ref");
    for (const args of [
      ["sync", "--remote", "ori\ngin"],
      ["import", "no\nsuch"],
      ["search", "x", "--base", "ma\nin"],
      ["search", "x", "--dir", path.join(folder, "no\nsuch")],
    ]) {
      const refused = run(repository.dir, ...args);
      expect(refused).toMatchObject({ code: 2, stdout: "" });
      expect(refused.stderr).toMatch(/^agentops-mcp: .+\n.+\n$/);
    }
    expect(repository.git("for-each-ref")).toBe(refs);
  });
});

describe("links out of the repository", () => {
  it("in the place of the learnings, or of one of them, are not followed", async () => {
    writeFileSync(path.join(folder, "stolen.md"), NOTE);
    mkdirSync(path.join(repository.dir, ".agentops/learnings"), { recursive: true });
    symlinkSync(path.join(folder, "stolen.md"), path.join(repository.dir, ".agentops/learnings/stolen.md"));
    expect(run(repository.dir, "search", "cat-file", "batch").code).toBe(1);
    rmSync(path.join(repository.dir, ".agentops/learnings"), { recursive: true });
    symlinkSync(folder, path.join(repository.dir, ".agentops/learnings"));
    expect(run(repository.dir, "search", "cat-file", "batch").code).toBe(1);
    const before = readdirSync(folder);
    await withClient(repository.dir, {}, async (client) => {
      const { isError, facts } = await client.call("record_learning", LESSON);
      expect([isError, facts.state]).toEqual([false, "admitted"]);
    });
    expect(readdirSync(folder)).toEqual(before);
    expect(storedIds(repository, "learning")).toHaveLength(1);
  });

  it("in the place of our folder in the git directory do no harm elsewhere", async () => {
    symlinkSync(path.join(folder, "nowhere"), path.join(repository.dir, ".git/agentops"));
    const server = await startRawServer(repository.dir, { env: { HOME: EMPTY_HOME } });
    const answer = await server.call("record_learning", LESSON);
    expect(answer).toMatch(/^NOT_A_REPOSITORY: .+\nFix: /);
    server.end();
    expect(await server.exited).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });
});

it("a linked worktree whose repository is gone says so", async () => {
  const linked = path.join(folder, "linked");
  repository.git("worktree", "add", "-q", "-b", "feature", linked);
  rmSync(path.join(repository.dir, ".git"), { recursive: true });
  const server = await startRawServer(linked, { env: { HOME: EMPTY_HOME } });
  expect(await server.call("record_learning", LESSON)).toMatch(/^(?:NOT_A_REPOSITORY|GIT_FAILED): .*\n.+/);
  server.end();
  expect(await server.exited).toBe(0);
});

it("a submodule writes to its own journal, also from a folder inside of it", async () => {
  const inner = createRepository();
  inner.commit({ "deep/down/a.txt": "a\n" });
  repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.dir, "sub");
  const sub = path.join(repository.dir, "sub");
  await withClient(path.join(sub, "deep/down"), {}, (client) => client.call("record_learning", LESSON));
  expect(cloneRefs({ git: (...args: string[]) => git(sub, ...args) })).toHaveLength(1);
  expect(cloneRefs(repository)).toEqual([]);
  inner.remove();
});
