// The journal in every kind of repository that users have, through real servers and real git.
import { cpSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { TestClient } from "../support/client.ts";
import { withClient } from "../support/clients.ts";
import { cloneRefs, createRecorder, fsck, storedIds } from "../support/journal.ts";
import {
  createRepository,
  git,
  removeFolder,
  type TestRepository,
  temporaryFolder,
} from "../support/repository.ts";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach(removeFolder));

function repository(options?: Parameters<typeof createRepository>[0]): TestRepository {
  const made = createRepository(options);
  folders.push(made.dir);
  return made;
}

function folder(): string {
  const made = temporaryFolder();
  folders.push(made);
  return made;
}

const at = (dir: string) => ({ dir, git: (...args: string[]) => git(dir, ...args) });
const record = (dir: string, seed = 1, options = {}): Promise<string> =>
  withClient(dir, { session: "monday", ...options }, (client) => createRecorder(client, seed)());
const knows = async (client: TestClient, id: string): Promise<boolean> => {
  const { facts } = await client.call("trace_record", { id });
  return facts.state === "served";
};
const readable = (dir: string, id: string, options = {}): Promise<boolean> =>
  withClient(dir, { session: "tuesday", ...options }, (client) => knows(client, id));

describe.each(["sha1", "sha256"] as const)("a %s repository", (format) => {
  it.each([
    ["with commits", {}],
    ["that is bare", { bare: true }],
    ["before its first commit", { unborn: true }],
  ])("%s", async (_, options) => {
    const { dir } = repository({ format, ...options });
    const id = await record(dir);
    expect(storedIds(at(dir))).toEqual([id]);
    expect(await readable(dir, id)).toBe(true);
    expect(fsck(dir)).toBe("");
  });
});

describe("worktrees", () => {
  it("share one journal, which outlives a removed worktree and a deleted branch", async () => {
    const main = repository();
    const linked = path.join(folder(), "linked");
    main.git("worktree", "add", "-q", "-b", "feature", linked);
    const there = await record(linked, 1);
    const here = await record(main.dir, 2);
    expect(cloneRefs(main)).toHaveLength(1);
    await withClient(linked, {}, async (client) => {
      expect(await knows(client, here)).toBe(true);
      main.git("worktree", "remove", "--force", linked);
      main.git("branch", "-D", "feature");
      // The server's own folder is gone now, the journal is not.
      expect(await knows(client, there)).toBe(true);
      const after = await createRecorder(client, 3)();
      expect(storedIds(main).sort()).toEqual([there, here, after].sort());
    });
    expect(await readable(main.dir, there)).toBe(true);
    expect(fsck(main.dir)).toBe("");
  });
});

describe("what users do to their repository", () => {
  it("packs refs, collects garbage, detaches HEAD, cleans, resets and rewrites branches", async () => {
    const { dir, git: run, commit } = repository();
    await withClient(dir, { session: "monday" }, async (client) => {
      const save = createRecorder(client, 1);
      const ids = [await save()];
      const steps: (() => void)[] = [
        () => run("pack-refs", "--all"),
        () => run("gc", "-q", "--prune=now"),
        () => run("checkout", "-q", "--detach"),
        () => run("clean", "-qfdx"),
        () => run("checkout", "-q", "-B", "other", "main"),
        () => commit({ "b.txt": "b\n" }),
        () => run("reset", "-q", "--hard", "HEAD~1"),
        () => run("repack", "-qad"),
        () => run("prune", "--expire=now"),
      ];
      for (const step of steps) {
        step();
        for (const id of ids) expect(await knows(client, id), String(step)).toBe(true);
        ids.push(await save());
      }
      expect(storedIds({ git: run }).sort()).toEqual(ids.toSorted());
      expect(await readable(dir, ids[0] ?? "")).toBe(true);
    });
    expect(fsck(dir)).toBe("");
  });

  it("opens it in a subfolder", async () => {
    const { dir, commit } = repository();
    commit({ "packages/a/index.ts": "export {};\n" });
    const id = await record(path.join(dir, "packages/a"));
    expect(storedIds(at(dir))).toEqual([id]);
  });

  it("works in a submodule, which keeps a journal of its own", async () => {
    const outer = repository();
    const inner = repository();
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.dir, "sub");
    const sub = path.join(outer.dir, "sub");
    const id = await record(sub);
    expect(storedIds(at(sub))).toEqual([id]);
    expect(storedIds(outer)).toEqual([]);
  });

  it("moves it, and it keeps its name", async () => {
    const { dir } = repository();
    const first = await record(dir, 1);
    const moved = path.join(folder(), "moved");
    renameSync(dir, moved);
    const second = await record(moved, 2);
    expect(cloneRefs(at(moved))).toHaveLength(1);
    expect(storedIds(at(moved)).sort()).toEqual([first, second].sort());
  });

  it("copies it, and the copy gets a name of its own; both read everything", async () => {
    const { dir } = repository();
    const before = await record(dir, 1);
    const copy = path.join(folder(), "copy");
    cpSync(dir, copy, { recursive: true, preserveTimestamps: true });
    const there = await record(copy, 2);
    const here = await record(dir, 3);
    expect(cloneRefs(at(copy))).toHaveLength(2);
    expect(cloneRefs(at(dir))).toHaveLength(1);
    const [theirs = ""] = cloneRefs(at(copy)).filter((ref) => !cloneRefs(at(dir)).includes(ref));
    git(dir, "fetch", "-q", "--no-tags", copy, `${theirs}:${theirs}`);
    for (const id of [before, there, here]) expect(await readable(dir, id)).toBe(true);
    expect(storedIds(at(dir)).toSorted()).toEqual([before, there, here].toSorted());
  });

  it("deletes what lies beside the journal", async () => {
    const { dir } = repository();
    await withClient(dir, { session: "monday" }, async (client) => {
      const save = createRecorder(client, 1);
      const first = await save();
      rmSync(path.join(dir, ".git/agentops"), { recursive: true });
      const second = await save();
      expect(await readable(dir, first)).toBe(true);
      expect(await readable(dir, second)).toBe(true);
    });
  });
});

it("--knowledge keeps the journal in another repository", async () => {
  const code = repository();
  const knowledge = repository();
  const args = ["--knowledge", knowledge.dir];
  const head = code.git("rev-parse", "HEAD").trim();
  const id = await record(code.dir, 1, { args });
  expect(storedIds(knowledge)).toEqual([id]);
  expect(cloneRefs(code)).toEqual([]);
  expect(readdirSync(path.join(code.dir, ".git"))).not.toContain("agentops");
  await withClient(code.dir, { args }, async (client) => {
    const { facts } = await client.call("trace_record", { id });
    expect(facts.recorded).toMatchObject({ code_commit: expect.stringMatching(`@${head}$`) });
  });
});
