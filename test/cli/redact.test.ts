// `redact` as a person runs it: it asks, takes the text out, and says where it may still be.
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { storedIds } from "../support/journal.ts";
import {
  createRepository,
  removeFolder,
  repositoryIn,
  type TestRepository,
  temporaryFolder,
  writeFiles,
} from "../support/repository.ts";
import { runCli } from "./run-cli.ts";
import { createStored, LESSONS, type Stored } from "./stored.ts";

let stored: Stored;
let remote: TestRepository;
let id: string;
let elsewhere: string;
beforeEach(() => {
  stored = createStored();
  stored.write({ "learnings.md": LESSONS });
  stored.run("import", "learnings.md");
  remote = createRepository({ bare: true });
  elsewhere = temporaryFolder();
  stored.repository.git("remote", "add", "origin", remote.dir);
  id = storedIds(stored.repository, "learning/").sort()[0] ?? "";
});
afterEach(() => {
  stored.remove();
  remote.remove();
  removeFolder(elsewhere);
});

const history = ({ git }: TestRepository) => git("log", "-p", "--glob=refs/agentops/*");

describe("redact", () => {
  it("does nothing before somebody agrees, then takes the text out and says so", async () => {
    const [text = ""] = /"?title"?: .*/.exec(history(stored.repository)) ?? [];
    expect(text).not.toBe("");
    const asked = stored.run("redact", id, "--reason", "names a customer");
    expect(asked.code).toBe(1);
    expect(asked.stdout).toContain("--yes");
    expect(storedIds(stored.repository, "redaction/")).toEqual([]);

    const done = await stored.facts("redact", id.slice(-8), "--reason", "names a customer", "--yes");
    expect(done).toMatchObject({ id, redacted: true, packs: [] });
    expect(storedIds(stored.repository, "learning/")).not.toContain(id);
    expect(stored.run("trace", id).stdout).toContain("names a customer");
    // Once more is harmless: it finishes what an interruption left.
    expect(stored.run("redact", id, "--reason", "again", "--yes").code).toBe(0);
    expect(storedIds(stored.repository, "redaction/")).toHaveLength(1);
  });

  it("prints the command that purges each remote, or runs it", () => {
    stored.run("sync", "--yes");
    expect(history(remote)).toContain(id);
    const { stdout } = stored.run("redact", id, "--reason", "names a customer", "--yes");
    expect(stdout).toContain("origin holds it. Purge it: git push --force origin refs/agentops/clones/");
    expect(stored.run("sync").code).toBe(0);
    expect(
      remote.git("ls-tree", "-r", "--name-only", remote.git("for-each-ref", "--format=%(refname)").trim()),
    ).not.toContain(`${id}.md`);

    const [second = ""] = storedIds(stored.repository, "learning/");
    const pushed = stored.run("redact", second, "--reason", "names a customer", "--push", "--yes");
    expect(pushed.code).toBe(0);
    expect(pushed.stdout).toContain("origin: refs replaced");
    expect(remote.git("log", "--name-only", "--glob=refs/agentops/*")).not.toContain(`${second}.md`);
  });

  it("purges also what an earlier call has left on the remote, once", () => {
    const [third = ""] = storedIds(stored.repository, "learning/");
    stored.run("sync", "--yes");
    const redact = (...more: string[]) =>
      stored.run("redact", third, "--reason", "names a customer", "--yes", ...more);
    expect(redact().stdout).toContain("origin holds it. Purge it: ");
    expect(redact().stdout).toContain("origin holds it. Purge it: ");
    expect(redact("--push")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("origin: refs replaced"),
    });
    expect(remote.git("log", "--name-only", "--glob=refs/agentops/*")).not.toContain(`${third}.md`);
    expect(redact("--push").stdout).not.toContain("origin");
  });

  it("names the files that still hold the text, in each worktree, and deletes none", async () => {
    const { git } = stored.repository;
    stored.run("publish");
    const [published = ""] =
      git("ls-tree", "-r", "--name-only", "agentops/learnings").match(
        new RegExp(`.*${id.slice(-6).toLowerCase()}.md`),
      ) ?? [];
    const file = path.join(elsewhere, "second/.agentops/learnings/renamed.md");
    git("worktree", "add", "-q", path.dirname(path.dirname(path.dirname(file))));
    writeFiles(path.dirname(file), { "renamed.md": git("show", `agentops/learnings:${published}`) });

    const { stdout } = stored.run("redact", id, "--reason", "names a customer", "--yes");
    expect(stdout).toContain(`${file} holds the redacted text: delete it`);
    expect(existsSync(file)).toBe(true);
    expect(await stored.facts("redact", id, "--reason", "again", "--yes")).toMatchObject({ files: [file] });
    rmSync(file);
    expect(await stored.facts("redact", id, "--reason", "again", "--yes")).toMatchObject({ files: [] });
  });

  it("is told to a clone that syncs, with the file that lies there", () => {
    stored.run("sync", "--yes");
    const other = repositoryIn(path.join(elsewhere, "other"));
    stored.repository.git("clone", "-q", stored.repository.dir, other.dir);
    other.git("remote", "set-url", "origin", remote.dir);
    const there = (...args: string[]) => runCli(other.dir, args, { home: elsewhere });
    there("sync", "--fetch");
    const file = path.join(other.dir, ".agentops/learnings/mine.md");
    writeFiles(path.dirname(file), {
      "mine.md": `---\nid: ${id}\ntitle: Mine\nkind: gotcha\n---\n\nText.\n`,
    });
    stored.run("redact", id, "--reason", "names a customer", "--yes");
    stored.run("sync");

    const { stdout } = there("sync", "--fetch");
    expect(stdout).toContain(`redacted elsewhere, and now taken out of this clone's refs: ${id}`);
    expect(stdout).toContain(`${file} holds the redacted text: delete it`);
  });

  it("leaves no warning in doctor: it was on purpose", () => {
    stored.run("redact", id, "--reason", "names a customer", "--yes");
    expect(stored.run("doctor").stdout).not.toContain("quarantine");
  });

  it("refuses an unknown id, a missing reason and a redaction", () => {
    const unknown = stored.run("redact", "01J00000000000000000000000", "--reason", "x", "--yes");
    expect(unknown.code).toBe(1);
    // The nearest to a slip would be another record.
    expect(unknown.stderr).not.toMatch(/Nearest|01[A-Z0-9]{24}/);
    expect(stored.run("redact", id).code).toBe(2);
    stored.run("redact", id, "--reason", "names a customer", "--yes");
    const [redaction = ""] = storedIds(stored.repository, "redaction/");
    expect(stored.run("redact", redaction, "--reason", "x", "--yes").code).toBe(2);
  });
});
