// Settings, variables, hooks and programs of the user: none may matter, and nothing of the user may change.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { TestClient } from "../support/client.ts";
import {
  cloneRefs,
  createRecorder,
  EMPTY_HOME,
  fsck,
  journalFiles,
  storedIds,
  withServer,
} from "../support/journal.ts";
import {
  createRepository,
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

const record = (dir: string, seed = 1, options = {}): Promise<string> =>
  withServer(dir, { session: "monday", ...options }, (client) => createRecorder(client, seed)());
const knows = async (client: TestClient, id: string): Promise<boolean> => {
  const { facts } = await client.call("trace_record", { id });
  return facts.state === "served";
};
const readable = (dir: string, id: string, options = {}): Promise<boolean> =>
  withServer(dir, { session: "tuesday", ...options }, (client) => knows(client, id));

describe("surroundings that must not matter", () => {
  it("no identity and no HOME", async () => {
    const { dir, git: run } = repository();
    const id = await record(dir, 1, { env: { HOME: "", USER: "", LOGNAME: "" } });
    expect(storedIds({ git: run })).toEqual([id]);
    expect(run("log", "-1", "--format=%an", cloneRefs({ git: run })[0] ?? "").trim()).toBe("agentops-mcp");
    expect(fsck(dir)).toBe("");
  });

  it("a person's name with everything that git forbids in one", async () => {
    const { dir, git: run } = repository();
    run("config", "user.name", " Zoë <z@x> O'Neil. ");
    run("config", "user.email", "zoë@example.org");
    await record(dir);
    expect(run("log", "-1", "--format=%an|%ae", cloneRefs({ git: run })[0] ?? "").trim()).toBe(
      "Zoë z@x O'Neil.|zoë@example.org",
    );
    expect(fsck(dir)).toBe("");
  });

  it("git's own variables, as below a hook, and programs in the environment", async () => {
    const { dir, git: run } = repository();
    const other = repository();
    const env = {
      GIT_DIR: path.join(other.dir, ".git"),
      GIT_WORK_TREE: other.dir,
      GIT_INDEX_FILE: path.join(other.dir, ".git/index"),
      GIT_OBJECT_DIRECTORY: path.join(other.dir, ".git/objects"),
      EDITOR: "false",
      PAGER: "false",
      GIT_EDITOR: "false",
      GIT_PAGER: "false",
      GIT_SSH_COMMAND: "false",
    };
    const id = await record(dir, 1, { env });
    expect(storedIds({ git: run })).toEqual([id]);
    expect(await readable(dir, id, { env })).toBe(true);
    expect(cloneRefs(other)).toEqual([]);
  });

  it("hooks, a file system monitor, and signing with a broken program: none of them runs", async () => {
    const { dir, git: run } = repository();
    const ran = path.join(folder(), "ran");
    mkdirSync(ran);
    const program = (name: string): string => {
      const file = path.join(dir, ".git/hooks", name);
      writeFileSync(file, `#!/bin/sh\ntouch ${ran}/${name}\nexit 1\n`);
      chmodSync(file, 0o755);
      return file;
    };
    const hooks = ["pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "reference-transaction"];
    const others = ["post-checkout", "post-rewrite", "update", "pre-receive", "post-update", "pre-auto-gc"];
    for (const hook of [...hooks, ...others, "post-index-change"]) program(hook);
    run("config", "core.fsmonitor", program("fsmonitor-program"));
    run("config", "commit.gpgSign", "true");
    run("config", "gpg.program", program("broken-gpg"));
    run("config", "log.showSignature", "true");
    run("config", "core.editor", program("editor"));
    run("config", "core.pager", program("pager"));
    const id = await withServer(dir, { session: "monday" }, async (client) => {
      const saved = await createRecorder(client, 1)();
      await client.call("retrieve_context", { task: "what do we know" });
      return saved;
    });
    expect(await readable(dir, id)).toBe(true);
    expect(readdirSync(ran)).toEqual([]);
    // And they do run for the person, or this test would show nothing.
    expect(() => run("update-ref", "refs/heads/x", "HEAD")).toThrow();
    expect(readdirSync(ran)).toContain("reference-transaction");
  });
});

describe("the user's own state", () => {
  it("HEAD, index, stash, branches and all files stay as they are, to the byte, but for the lesson's own", async () => {
    const { dir, git: run, commit } = repository();
    commit({ "a.txt": "1\n", "b.txt": "1\n" });
    writeFileSync(path.join(dir, "a.txt"), "stashed\n");
    run("-c", "user.name=T", "-c", "user.email=t@t", "stash", "-q");
    writeFileSync(path.join(dir, "a.txt"), "staged\n");
    run("add", "a.txt");
    writeFileSync(path.join(dir, "b.txt"), "unstaged\n");
    writeFileSync(path.join(dir, "c.txt"), "untracked\n");
    const index = path.join(dir, ".git/index");
    const seen = () => ({
      status: run("--no-optional-locks", "status", "--porcelain=v2", "--branch", "--", ".", ":!.agentops"),
      stash: run("stash", "list", "--format=%H"),
      refs: run("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads", "refs/tags", "refs/stash"),
      reflog: run("reflog", "--all", "--format=%H %gs"),
      index: execFileSync("sha256sum", [index], { encoding: "utf8" }),
      touched: statSync(index, { bigint: true }).mtimeNs,
      files: readdirSync(dir)
        .filter((name) => name !== ".agentops")
        .sort(),
    });
    const before = seen();
    const id = await record(dir, 1);
    await withServer(dir, { session: "tuesday" }, async (client) => {
      await client.call("retrieve_context", { task: "throws when the server is slow", paths: ["a.txt"] });
      await client.call("cite_learnings", { citations: [{ id, outcome: "applied" }] });
      await client.call("trace_record", { id });
      await client.read("agentops://brief");
    });
    expect(journalFiles({ git: run })).not.toHaveLength(0);
    expect(seen()).toEqual(before);
    expect(readdirSync(path.join(dir, ".agentops"))).toEqual(["learnings"]);
    expect(readdirSync(path.join(dir, ".agentops/learnings"))).toHaveLength(1);
  });
});

it("an empty HOME of these tests stays empty", () => {
  expect(readdirSync(EMPTY_HOME)).toEqual([]);
});
