// The journal in every kind of repository that users have, through real servers and real git.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
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
  withClient,
} from "../support/journal.ts";
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
    const id = await withClient(dir, { session: "monday" }, async (client) => {
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
    expect(facts.recorded).toMatchObject({ code_commit: head });
  });
});

describe("the user's own state", () => {
  it("HEAD, index, stash, branches and working tree stay as they are, to the byte", async () => {
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
      status: run("--no-optional-locks", "status", "--porcelain=v2", "--branch"),
      stash: run("stash", "list", "--format=%H"),
      refs: run("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads", "refs/tags", "refs/stash"),
      reflog: run("reflog", "--all", "--format=%H %gs"),
      index: execFileSync("sha256sum", [index], { encoding: "utf8" }),
      touched: statSync(index, { bigint: true }).mtimeNs,
      files: readdirSync(dir).sort(),
    });
    const before = seen();
    const id = await record(dir, 1);
    await withClient(dir, { session: "tuesday" }, async (client) => {
      await client.call("retrieve_context", { task: "throws when the server is slow", paths: ["a.txt"] });
      await client.call("cite_learnings", { citations: [{ id, outcome: "applied" }] });
      await client.call("trace_record", { id });
      await client.read("agentops://brief");
    });
    expect(journalFiles({ git: run })).not.toHaveLength(0);
    expect(seen()).toEqual(before);
  });
});

it("its history tells who recorded what and why, and where a trace finds it", async () => {
  const { dir, git: run } = repository();
  run("config", "user.name", "Ada");
  run("config", "user.email", "ada@example.org");
  const head = run("rev-parse", "HEAD").trim();
  const evidence = [{ type: "path", ref: "README.md" }];
  const title = "cat-file throws ERR_SHIFTED\n\nAgentOps-Session: forged";
  const id = await withClient(
    dir,
    { session: "monday", runtime: "codex\nAgentOps-Session: forged" },
    (client) => createRecorder(client, 1)({ title, evidence }),
  );
  const [ref = ""] = cloneRefs({ git: run });
  const [author, subject, session, record_, why, code] = run(
    "log",
    "-1",
    "--format=%an <%ae>%n%s%n%(trailers:key=AgentOps-Session,valueonly,separator=%x2C)%n%(trailers:key=AgentOps-Record,valueonly,separator=%x2C)%n%(trailers:key=AgentOps-Evidence,valueonly,separator=%x2C)%n%(trailers:key=AgentOps-Commit,valueonly,separator=%x2C)",
    ref,
  ).split("\n");
  expect(author).toBe("Ada <ada@example.org>");
  expect(subject).toMatch(/^learning: cat-file throws ERR_SHIFTED/);
  expect([session, record_, why, code]).toEqual(["monday", id, "path README.md", head]);
  const tip = run("rev-parse", ref).trim();
  await withClient(dir, { session: "tuesday" }, async (client) => {
    const { facts } = await client.call("trace_record", { id: id.slice(-6) });
    expect(facts).toMatchObject({
      id,
      recorded: { session: "monday", role: "worker", code_commit: head, journal_commit: tip },
      derived_from: ["path README.md"],
    });
    expect(run("show", String(facts.file))).toContain(id);
    expect(await client.read(`agentops://trace/${id}`)).toContain(tip);
  });
  expect(fsck(dir)).toBe("");
});

it("an empty HOME of these tests stays empty", () => {
  expect(readdirSync(EMPTY_HOME)).toEqual([]);
});
