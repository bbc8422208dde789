// `commit: inline`: a commit of the learning alone, beside whatever a person has staged, edited or begun.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { startClient, type TestClient } from "../../support/client.ts";
import { withClient } from "../../support/clients.ts";
import { createRecorder, fsck, storedIds } from "../../support/journal.ts";
import {
  createRepository,
  git,
  removeFolder,
  type TestRepository,
  temporaryFolder,
  writeFiles,
} from "../../support/repository.ts";

const FOLDER = ".agentops/learnings";
const LESSON = {
  title: "git clone does not fetch refs/agentops",
  kind: "gotcha",
  body: "git clone brings only branches and tags. Refs below refs/agentops need an explicit refspec.",
};
const CONFIG = { ".agentops/config.yaml": "commit: inline\n" };
const AS_USER = ["-c", "user.name=T", "-c", "user.email=t@localhost"];
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});

function folder(): string {
  const made = temporaryFolder();
  cleanups.push(() => removeFolder(made));
  return made;
}

function repository(options?: Parameters<typeof createRepository>[0]): TestRepository {
  const made = createRepository(options);
  cleanups.push(made.remove);
  made.commit({ ...CONFIG, "a.txt": "1\n", "b.txt": "1\n" });
  return made;
}

const record = (dir: string, args: string[] = []): Promise<{ file: string; note: string }> =>
  withClient(dir, { session: "monday", args }, async (client) => {
    const { facts, text, isError } = await client.call("record_learning", LESSON);
    expect(isError, text).toBe(false);
    return { file: String(facts.file), note: String(facts.note) };
  });

const head = (dir: string): string => git(dir, "rev-parse", "HEAD").trim();
const status = (dir: string): string[] => git(dir, "status", "--porcelain").split("\n").filter(Boolean);

/** The file lies there untracked, and nothing else has changed. */
async function expectRefused(dir: string, why: string, args: string[] = []): Promise<void> {
  const seen = () => [
    git(dir, "for-each-ref", "refs/heads"),
    readFileSync(path.join(gitDir(dir), "HEAD"), "utf8"),
    git(dir, "ls-files", "--stage"),
    git(dir, "status", "--porcelain", "--", ".", `:!${FOLDER}`),
  ];
  const before = seen();
  const { file, note } = await record(dir, args);
  expect(note).toBe(`commit it with the work; not committed: ${why}`);
  expect(git(dir, "status", "--porcelain", "--untracked-files=all", "--", FOLDER)).toBe(`?? ${file}\n`);
  expect(seen()).toEqual(before);
  expect(readdirSync(gitDir(dir))).not.toContain("index.lock");
}

const gitDir = (dir: string): string => git(dir, "rev-parse", "--absolute-git-dir").trim();

describe("commit: inline", () => {
  it("is read from base at every record, as base moves while a session works", async () => {
    const made = repository();
    await withClient(made.dir, { session: "monday" }, async (client) => {
      const save = createRecorder(client, 3);
      await save();
      expect(git(made.dir, "log", "-1", "--format=%s")).toMatch(/^docs: learning: /);
      const switched = made.commit({ ".agentops/config.yaml": "commit: off\n" });
      await save();
      expect(head(made.dir)).toBe(switched);
      expect(status(made.dir)).toEqual([expect.stringMatching(/^\?\? .*\.md$/)]);
    });
  });

  it.each(["sha1", "sha256"] as const)("commits the file and nothing else (%s)", async (format) => {
    const { dir, git: run } = repository({ format });
    run("config", "user.name", "Ada");
    run("config", "user.email", "ada@example.org");
    const parent = head(dir);
    const { file, note } = await record(dir);
    expect(note).toBe("committed on main");
    expect(run("log", "-1", "--format=%P|%an <%ae>|%s").trim()).toBe(
      `${parent}|Ada <ada@example.org>|docs: learning: ${LESSON.title}`,
    );
    expect(run("diff", "--name-status", parent, "HEAD").trim()).toBe(`A\t${file}`);
    expect(status(dir)).toEqual([]);
    // Nor is the index out of date, which scripts ask without refreshing it.
    expect(run("diff-files")).toBe("");
    for (const ref of ["HEAD", "main"])
      expect(run("reflog", "-1", "--format=%H %gs", ref).trim()).toBe(`${head(dir)} commit: ${file}`);
    expect(readdirSync(path.join(dir, ".git/agentops/laying-down"))).toEqual([]);
    expect(fsck(dir)).toBe("");
  });

  it("leaves staged, unstaged and untracked work as it is, to the byte", async () => {
    const { dir, git: run } = repository();
    writeFiles(dir, { "a.txt": "staged\n", "new.txt": "staged\n", "intended.txt": "later\n" });
    run("add", "a.txt", "new.txt");
    run("add", "--intent-to-add", "intended.txt");
    run("update-index", "--assume-unchanged", "README.md");
    writeFiles(dir, { "a.txt": "and unstaged\n", "b.txt": "unstaged\n", "c.txt": "untracked\n" });
    const seen = () => ({
      status: run("status", "--porcelain=v2"),
      index: run("ls-files", "--stage", "-v"),
      staged: run("diff", "--cached"),
      unstaged: run("diff"),
      files: ["a.txt", "b.txt", "c.txt", "new.txt"].map((name) => readFileSync(path.join(dir, name), "utf8")),
    });
    const before = seen();
    const { file, note } = await record(dir);
    expect(note).toBe("committed on main");
    const [entry = ""] = run("ls-files", "--stage", "-v", file).split("\n");
    expect(entry).toContain(file);
    expect({ ...seen(), index: run("ls-files", "--stage", "-v").replace(`${entry}\n`, "") }).toEqual(before);
    run(...AS_USER, "commit", "-qm", "the user's");
    expect(run("show", "--format=", "--name-only", "HEAD").trim()).toBe("a.txt\nnew.txt");
  });

  it("sees a change that git could miss by its time alone", async () => {
    const { dir, git: run } = repository();
    // Staged and changed within one tick of the clock, at the same size.
    for (let round = 0; round < 5; round += 1) {
      writeFiles(dir, { "a.txt": `${round}x\n` });
      run("add", "a.txt");
      writeFiles(dir, { "a.txt": `${round}y\n` });
      await withClient(dir, {}, (client) => createRecorder(client, round + 1)());
      expect(run("diff", "--name-only").trim()).toBe("a.txt");
    }
  });

  it("runs no hook and signs nothing", async () => {
    const { dir, git: run } = repository();
    const ran = folder();
    mkdirSync(path.join(dir, ".git/hooks"), { recursive: true });
    for (const hook of [
      "pre-commit",
      "commit-msg",
      "post-commit",
      "reference-transaction",
      "post-index-change",
    ]) {
      const place = path.join(dir, ".git/hooks", hook);
      writeFileSync(place, `#!/bin/sh\ntouch ${ran}/${hook}\nexit 1\n`);
      chmodSync(place, 0o755);
    }
    run("config", "commit.gpgSign", "true");
    run("config", "gpg.program", "false");
    expect((await record(dir)).note).toBe("committed on main");
    expect(readdirSync(ran)).toEqual([]);
  });

  it("stores what git's attributes make of the file", async () => {
    const { dir, git: run, commit } = repository();
    run("config", "filter.upper.clean", "tr a-z A-Z");
    run("config", "filter.upper.smudge", "cat");
    commit({ ".gitattributes": "*.md filter=upper\n" });
    const { file } = await record(dir);
    expect(run("show", `HEAD:${file}`)).toContain("GIT CLONE DOES NOT FETCH");
    expect(status(dir)).toEqual([]);
  });

  it("works in a subfolder, a submodule and a linked worktree, each with its own branch", async () => {
    const outer = repository();
    const inner = repository();
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.dir, "sub");
    outer.commit({ "packages/a/index.ts": "" });
    const linked = path.join(folder(), "linked");
    outer.git("worktree", "add", "-q", "-b", "feature", linked);
    const main = head(outer.dir);
    expect((await record(linked)).note).toBe("committed on feature");
    expect(head(outer.dir)).toBe(main);
    expect(status(outer.dir)).toEqual([]);
    expect(status(linked)).toEqual([]);
    expect(git(linked, "reflog", "-1", "--format=%gs").trim()).toMatch(/^commit: /);
    expect((await record(path.join(outer.dir, "sub"))).note).toBe("committed on main");
    expect(status(path.join(outer.dir, "sub"))).toEqual([]);
    await withClient(path.join(outer.dir, "packages/a"), {}, (client) => createRecorder(client, 3)());
    expect(git(outer.dir, "log", "-1", "--format=%s").trim()).toMatch(/^docs: learning: /);
  });

  it("is off unless base says otherwise", async () => {
    const { dir, git: run, commit } = createRepository();
    cleanups.push(() => removeFolder(dir));
    run("switch", "-qc", "feature");
    const tip = commit(CONFIG);
    const { file, note } = await record(dir);
    expect(note).toBe("commit it with the work");
    expect(head(dir)).toBe(tip);
    expect(status(dir)).toEqual([`?? ${FOLDER}/`]);
    expect(file).toContain(FOLDER);
  });
});

describe("no commit", () => {
  /** Two branches that disagree about a.txt; `main` is checked out. */
  function conflicted(): TestRepository {
    const made = repository();
    made.git("switch", "-qc", "other");
    made.commit({ "a.txt": "other\n" });
    made.git("switch", "-q", "main");
    made.commit({ "a.txt": "main\n" });
    return made;
  }
  const fails = (made: TestRepository, ...args: string[]) =>
    expect(() => made.git(...AS_USER, ...args)).toThrow();

  it.each([
    ["a rebase", (made: TestRepository) => fails(made, "rebase", "other")],
    ["a rebase", (made: TestRepository) => fails(made, "rebase", "--apply", "other")],
    ["a merge", (made: TestRepository) => fails(made, "merge", "other")],
    ["a cherry-pick", (made: TestRepository) => fails(made, "cherry-pick", "other")],
    [
      "a revert",
      (made: TestRepository) => {
        made.commit({ "a.txt": "later\n" });
        fails(made, "revert", "--no-edit", "HEAD~1");
      },
    ],
    [
      "a bisect",
      (made: TestRepository) => {
        made.git("bisect", "start");
      },
    ],
  ])("during %s", async (what, begin) => {
    const made = conflicted();
    begin(made);
    await expectRefused(made.dir, `${what} is under way`, ["--base", "refs/heads/main"]);
  });

  it("on a detached HEAD", async () => {
    const { dir, git: run } = repository();
    run("checkout", "-q", "--detach");
    await expectRefused(dir, "HEAD is detached");
  });

  it("on a branch without a commit", async () => {
    const { dir, git: run } = repository();
    run("switch", "-q", "--orphan", "empty");
    await expectRefused(dir, "the branch has no commit yet", ["--base", "main"]);
  });

  it("where another worktree has the branch checked out too", async () => {
    const main = repository();
    const linked = path.join(folder(), "linked");
    main.git("worktree", "add", "-q", "--force", linked, "main");
    await expectRefused(linked, "another worktree has this branch checked out");
    expect(status(main.dir)).toEqual([]);
  });

  it("where HEAD has a file in the folder's place", async () => {
    const { dir, git: run, commit } = repository();
    run("rm", "-rqf", ".agentops");
    commit({ ".agentops": "a file\n" });
    rmSync(path.join(dir, ".agentops"));
    const { note } = await record(dir, ["--base", "HEAD~1"]);
    expect(note).toBe("commit it with the work; not committed: HEAD has another .agentops");
    expect(run("ls-tree", "HEAD", ".agentops")).toContain("blob");
  });

  it("while another git keeps the index locked, and one as soon as it lets go", async () => {
    const { dir } = repository();
    const lock = path.join(dir, ".git/index.lock");
    writeFileSync(lock, "");
    const seen = statSync(lock, { bigint: true });
    const before = head(dir);
    const { file, note } = await record(dir);
    expect(note).toBe("commit it with the work; not committed: the index or branch stayed locked");
    expect(statSync(lock, { bigint: true }).ino).toBe(seen.ino);
    expect(head(dir)).toBe(before);
    expect(git(dir, "ls-files", file)).toBe("");
    await withClient(dir, {}, async (client) => {
      const saved = createRecorder(client, 7)();
      await sleep(500);
      rmSync(lock);
      await saved;
    });
    expect(head(dir)).not.toBe(before);
  });
});

describe("many at once", () => {
  it("5 processes and a user who commits too: all committed or noted, none lost, no ghosts", async () => {
    const { dir, git: run } = repository();
    const clients = await Promise.all(
      Array.from({ length: 5 }, (_, at) => startClient(dir, { session: `s${at}` })),
    );
    const notes: string[] = [];
    try {
      const saving = Promise.all(
        clients.map(async (client: TestClient, at) => {
          const save = createRecorder(client, at + 50, (facts) => notes.push(String(facts.note)));
          for (let each = 0; each < 4; each += 1) await save();
        }),
      );
      let theirs = 0;
      const done = saving.then(() => true);
      while (!(await Promise.race([done, sleep(200).then(() => false)]))) {
        writeFiles(dir, { "a.txt": `${theirs}\n` });
        try {
          run("add", "a.txt");
          run(...AS_USER, "commit", "-qm", `user ${theirs}`);
          theirs += 1;
        } catch {
          // Beaten to the lock, as by any other git; a person tries again.
        }
      }
      const committed = run("log", "--format=%s").split("\n");
      expect(notes).toHaveLength(20);
      expect(notes.every((note) => /^committed on main$|not committed: /.test(note))).toBe(true);
      const ours = notes.filter((note) => note === "committed on main").length;
      expect(committed.filter((line) => line.startsWith("docs: learning: "))).toHaveLength(ours);
      expect(committed.filter((line) => line.startsWith("user "))).toHaveLength(theirs);
      expect(theirs).toBeGreaterThan(0);
      // How often the user is faster is the machine's load's to decide.
      expect(ours).toBeGreaterThan(0);
      // What was not committed is untracked, and nothing is staged or gone.
      expect(run("diff", "--cached", "--name-only").replace("a.txt\n", "")).toBe("");
      const untracked = run("status", "--porcelain", "--untracked-files=all", "--", FOLDER);
      expect(untracked.split("\n").filter(Boolean)).toHaveLength(20 - ours);
      expect(storedIds({ git: run }, "learning")).toHaveLength(20);
    } finally {
      await Promise.all(clients.map((client) => client.close()));
    }
    expect(readdirSync(path.join(dir, ".git"))).not.toContain("index.lock");
    expect(fsck(dir)).toBe("");
    execFileSync("git", ["-C", dir, "gc", "-q", "--prune=now"]);
    expect(fsck(dir)).toBe("");
  });
});
