// A learning becomes a file that people see in `git status`, in every kind of repository, and a lost file loses nothing.

import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { findRepository } from "../../../src/git/repository.ts";
import { layDown } from "../../../src/learnings/io/lay-down.ts";
import { parseLearningFile } from "../../../src/learnings/io/learning-file.ts";
import Learning from "../../../src/learnings/records/learning.ts";
import { createGenerator } from "../../bench/generated.ts";
import { canMount, mountSmallDisk } from "../../faults/mount.ts";
import { type Answer, type ClientOptions, startClient, type TestClient } from "../../support/client.ts";
import { withClient } from "../../support/clients.ts";
import { createRecorder, draft, EMPTY_HOME, fsck, storedIds, WRITER } from "../../support/journal.ts";
import { openJournal } from "../../support/kinds.ts";
import { startRawServer } from "../../support/raw-server.ts";
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
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});

function repository(options?: Parameters<typeof createRepository>[0]): TestRepository {
  const made = createRepository(options);
  cleanups.push(made.remove);
  return made;
}

function folder(): string {
  const made = temporaryFolder();
  cleanups.push(() => removeFolder(made));
  return made;
}

interface Recorded {
  id: string;
  file: string | null;
  note: string;
  text: string;
}

const recorded = ({ facts, text, isError }: Answer): Recorded => {
  expect(isError, text).toBe(false);
  return { id: String(facts.id), file: facts.file as string | null, note: String(facts.note), text };
};

const record = (dir: string, options: ClientOptions = {}, lesson = LESSON) =>
  withClient(dir, { session: "monday", ...options }, async (client) =>
    recorded(await client.call("record_learning", lesson)),
  );

const served = (dir: string, id: string): Promise<boolean> =>
  withClient(dir, { session: "tuesday" }, async (client) => {
    const { facts } = await client.call("retrieve_context", { task: "refs are missing after git clone" });
    return (facts.items as { id: string }[]).some((item) => item.id === id);
  });

const status = (dir: string): string[] =>
  git(dir, "status", "--porcelain", "--untracked-files=all").split("\n").filter(Boolean);

/** What git must not see after a lesson without a file. */
async function expectNoFile(dir: string, why: RegExp, options: ClientOptions = {}) {
  const before = existsSync(path.join(dir, ".git")) ? status(dir) : [];
  const { id, file, note, text } = await record(dir, options);
  expect(file).toBeNull();
  expect(note).toMatch(why);
  expect(text).toContain(note);
  if (existsSync(path.join(dir, ".git"))) expect(status(dir)).toEqual(before);
  expect(await served(dir, id)).toBe(true);
}

describe("an admitted learning", () => {
  it("is a file in git status, which the answer names in facts and text", async () => {
    const { dir } = repository();
    const { id, file, note, text } = await record(dir);
    expect(file).toBe(`${FOLDER}/git-clone-does-not-fetch-refs-agentops-${id.slice(-6).toLowerCase()}.md`);
    expect(status(dir)).toEqual([`?? ${file}`]);
    expect(note).toBe("commit it with the work");
    expect(text).toContain(`file: ${file}\nnote: commit it with the work`);
    const content = readFileSync(path.join(dir, file ?? ""), "utf8");
    expect(content).toContain(`id: ${JSON.stringify(id)}`);
    expect(content).toContain(LESSON.body);
    expect(readdirSync(path.join(dir, FOLDER))).toHaveLength(1);
    expect(readdirSync(path.join(dir, ".git/agentops/laying-down"))).toEqual([]);
  });

  it("has no file when the gate refuses it, and none with a credential in it", async () => {
    const { dir } = repository();
    const secret = `ghp_${"a1B2c3D4e5F6".repeat(3)}`;
    await withClient(dir, {}, async (client) => {
      const body = `${LESSON.body} Then it works with ${secret} in the header.`;
      const answer = await client.call("record_learning", { ...LESSON, body });
      expect(answer.text).toMatch(/SECRET_FOUND/);
      expect(answer.facts).toMatchObject({ file: null, note: null });
      expect(
        (await client.call("record_learning", { ...LESSON, title: "Be careful", body: "Be careful." }))
          .isError,
      ).toBe(true);
    });
    expect(status(dir)).toEqual([]);
  });

  it("is no edit of itself: what is served carries no mark", async () => {
    const { dir } = repository();
    const body = `${LESSON.body}\r\n\r\n- one: "two"  \r\n- 'three' #4`;
    const tags = ["007", "true", "C#"];
    await record(dir, {}, {
      ...LESSON,
      title: "git clone: does not fetch 'refs/agentops' #1",
      body,
      tags,
    } as never);
    await withClient(dir, { session: "tuesday" }, async (client) => {
      const { text } = await client.call("retrieve_context", { task: "refs are missing after git clone" });
      expect(text).toContain("does not fetch");
      expect(text).not.toContain("not committed");
    });
  });

  it("lies at the top when the session works in a subfolder, and is committed with the work", async () => {
    const { dir, commit } = repository();
    commit({ "packages/a/index.ts": "export {};\n" });
    const { id, file } = await record(path.join(dir, "packages/a"));
    expect(existsSync(path.join(dir, file ?? ""))).toBe(true);
    commit({}, "work and lesson");
    expect(status(dir)).toEqual([]);
    expect(git(dir, "show", "--name-only", "--format=", "HEAD").trim()).toBe(file);
    expect(await served(dir, id)).toBe(true);
  });

  it("lies in the submodule that the session works in, not around it", async () => {
    const [outer, inner] = [repository(), repository()];
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.dir, "sub");
    const sub = path.join(outer.dir, "sub");
    const { file } = await record(sub);
    expect(status(sub)).toEqual([`?? ${file}`]);
    expect(existsSync(path.join(outer.dir, ".agentops"))).toBe(false);
  });

  it("lies in the repository of --knowledge", async () => {
    const [code, knowledge] = [repository(), repository()];
    const { file, note } = await record(code.dir, { args: ["--knowledge", knowledge.dir] });
    expect(status(code.dir)).toEqual([]);
    expect(status(knowledge.dir)).toEqual([`?? ${file}`]);
    expect(note).toBe("commit it in the knowledge repository");
  });

  it("goes to <id>.md when its name is taken, and never over another file", async () => {
    const { dir } = repository();
    const journal = openJournal(await findRepository(dir));
    cleanups.push(() => journal.close());
    const [stored] = await journal.append([draft()], WRITER, null);
    const learning = stored?.record;
    if (!Learning.is(learning)) throw new Error("not stored");
    const lay = () =>
      layDown(journal, Promise.resolve(learning), { commit: "off", separate: false, job: null });
    const first = await lay();
    writeFileSync(path.join(dir, first.file ?? ""), "a person's own\n");
    expect((await lay()).file).toBe(`${FOLDER}/${learning.id}.md`);
    expect(await lay()).toEqual({ file: null, note: "stored; no file: its name is taken" });
    expect(readFileSync(path.join(dir, first.file ?? ""), "utf8")).toBe("a person's own\n");
    expect(readdirSync(path.join(dir, FOLDER))).toHaveLength(2);
  });

  it("is 8 whole files when 8 sessions record in one worktree at once", async () => {
    const { dir } = repository();
    const clients = await Promise.all(
      Array.from({ length: 8 }, (_, at) => startClient(dir, { session: `s${at}` })),
    );
    try {
      const ids = await Promise.all(clients.map((client, at) => createRecorder(client, at + 1)()));
      const files = readdirSync(path.join(dir, FOLDER));
      const parsed = await Promise.all(
        files.map((name) => parseLearningFile(readFileSync(path.join(dir, FOLDER, name)))),
      );
      expect(parsed.map(({ id }) => id).sort()).toEqual(ids.toSorted());
      expect(parsed.every(({ ok }) => ok)).toBe(true);
      expect(status(dir)).toEqual(files.toSorted().map((name) => `?? ${FOLDER}/${name}`));
    } finally {
      await Promise.all(clients.map((client: TestClient) => client.close()));
    }
  });
});

describe("no file, a note, and the lesson all the same", () => {
  it.each([
    ["the folder", ".gitignore", ".agentops/\n"],
    ["all markdown", ".gitignore", "*.md\n"],
    ["it for this clone alone", ".git/info/exclude", "/.agentops/learnings\n"],
  ])("where git ignores %s", async (_, name, rule) => {
    const { dir } = repository();
    writeFiles(dir, { [name]: rule });
    await expectNoFile(dir, /^stored; no file: git ignores \.agentops\/learnings here$/);
  });

  it("while git ignores it, and not a moment longer", async () => {
    const { dir } = repository();
    await withClient(dir, {}, async (client) => {
      const save = createRecorder(client, 4);
      writeFiles(dir, { ".gitignore": ".agentops/*\n" });
      await save();
      expect(existsSync(path.join(dir, FOLDER))).toBe(false);
      writeFiles(dir, { ".gitignore": ".agentops/*\n!.agentops/learnings/\n" });
      await save();
      expect(readdirSync(path.join(dir, FOLDER))).toHaveLength(1);
    });
  });

  it("in a bare repository", async () => {
    const { dir } = repository({ bare: true });
    await expectNoFile(dir, /bare/);
  });

  it.each([".agentops", FOLDER])("where %s is a link that leads out of the worktree", async (name) => {
    const { dir } = repository();
    const outside = folder();
    mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    symlinkSync(outside, path.join(dir, name));
    await expectNoFile(dir, /is a link/);
    expect(readdirSync(outside)).toEqual([]);
  });

  it.each([
    ["a link to nowhere", (place: string) => symlinkSync("/nonexistent/folder", place)],
    ["a file", (place: string) => writeFileSync(place, "mine\n")],
    ["a repository of its own", (place: string) => git(path.dirname(place), "init", "-q", place)],
  ])("where .agentops is %s", async (_, make) => {
    const { dir } = repository();
    make(path.join(dir, ".agentops"));
    await expectNoFile(dir, /^stored; no file: \.agentops is /);
  });

  it("where the text would not be read as a file", async () => {
    const { dir } = repository();
    const body = `Refs below refs/agentops\n=======\n\n${LESSON.body}`;
    const { file, note } = await record(dir, {}, { ...LESSON, body });
    expect({ file, note }).toEqual({
      file: null,
      note: "stored; no file: as a file it holds conflict markers",
    });
    expect(status(dir)).toEqual([]);
  });

  it.runIf(process.getuid?.() !== 0)("where the folder can't be written", async () => {
    const { dir } = repository();
    mkdirSync(path.join(dir, FOLDER), { recursive: true, mode: 0o555 });
    await expectNoFile(dir, /cannot be written/);
  });
});

describe.runIf(canMount)("a working tree on another disk than its git directory", () => {
  it("gets whole files, and a note when it is read-only or full", async () => {
    const disk = mountSmallDisk(1);
    cleanups.push(disk.remove);
    git(disk.dir, "init", "-q", "-b", "main", "--separate-git-dir", path.join(folder(), "git"));
    await withClient(disk.dir, { session: "monday" }, async (client) => {
      const generator = createGenerator(5);
      const save = async () => {
        const { paths: _, ...lesson } = generator.learning();
        return recorded(await client.call("record_learning", { ...lesson, distinct_because: "made up" }));
      };
      const first = await save();
      expect(status(disk.dir)).toEqual([`?? ${first.file}`]);
      disk.readOnly(true);
      expect(await save()).toMatchObject({
        file: null,
        note: `stored; no file: ${FOLDER} cannot be written`,
      });
      disk.readOnly(false);
      disk.fill(0);
      expect(await save()).toMatchObject({ file: null, note: "stored; no file: the disk is full" });
      disk.free();
      const last = await save();
      expect(status(disk.dir)).toEqual([first.file, last.file].toSorted().map((file) => `?? ${file}`));
    });
  });
});

describe("worktrees", () => {
  const linkedTo = (main: TestRepository): string => {
    const linked = path.join(folder(), "linked");
    main.git("worktree", "add", "-q", "-b", "feature", linked);
    return linked;
  };

  it("each get the files of their own sessions, and serve all lessons", async () => {
    const main = repository();
    const linked = linkedTo(main);
    const { id, file } = await record(linked);
    expect(status(linked)).toEqual([`?? ${file}`]);
    expect(status(main.dir)).toEqual([]);
    expect(await served(main.dir, id)).toBe(true);
  });

  it("are not removed over an uncommitted lesson, and by force without losing it", async () => {
    const main = repository();
    const linked = linkedTo(main);
    const { id } = await record(linked);
    expect(() => main.git("worktree", "remove", linked)).toThrow();
    main.git("worktree", "remove", "--force", linked);
    expect(await served(main.dir, id)).toBe(true);
  });

  it("that are gone are not brought back by a server that is still running", async () => {
    const main = repository();
    const linked = linkedTo(main);
    await withClient(linked, {}, async (client) => {
      await createRecorder(client, 1)();
      main.git("worktree", "remove", "--force", linked);
      const { paths: _, ...lesson } = createGenerator(2).learning();
      const { file, note } = recorded(await client.call("record_learning", lesson));
      expect({ file, note }).toEqual({ file: null, note: "stored; no file: the working tree is gone" });
    });
    expect(existsSync(linked)).toBe(false);
    expect(storedIds(main, "learning")).toHaveLength(2);
  });
});

describe("what becomes of the file", () => {
  it("git clean takes it away and loses nothing", async () => {
    const { dir } = repository();
    const { id } = await record(dir);
    git(dir, "clean", "-qfdx");
    expect(existsSync(path.join(dir, FOLDER))).toBe(false);
    expect(await served(dir, id)).toBe(true);
  });

  it("deleting it before it was ever committed takes the lesson back there, and putting it back brings it back", async () => {
    const { dir, git: run } = repository();
    const { id, file } = await record(dir);
    const place = path.join(dir, file ?? "");
    const text = readFileSync(place);
    rmSync(place);
    expect(await served(dir, id)).toBe(false);
    await withClient(dir, { session: "tuesday" }, async (client) => {
      const { facts } = await client.call("trace_record", { id });
      expect(facts.state).toBe(
        "taken back: its file was deleted here, by hand or by git clean, before it was committed",
      );
    });
    const linked = path.join(folder(), "linked");
    run("worktree", "add", "-q", "--detach", linked);
    expect(await served(linked, id)).toBe(true);
    writeFileSync(place, text);
    expect(await served(dir, id)).toBe(true);
  });

  it.each(["under another name", "in a stash", "on another branch", "on another branch under another name"])(
    "a file that is there %s takes nothing back",
    async (where) => {
      const { dir, git: run, commit } = repository();
      commit({ [`${FOLDER}/stays.md`]: "---\ntitle: x\n---\n" }, "another file");
      const { id, file } = await record(dir);
      if (where.includes("name")) renameSync(path.join(dir, file ?? ""), path.join(dir, FOLDER, "other.md"));
      if (where.includes("stash"))
        run("-c", "user.name=T", "-c", "user.email=t@localhost", "stash", "-u", "-q");
      if (where.includes("branch")) {
        run("switch", "-qc", "feature");
        commit({}, "the lesson");
        run("switch", "-q", "main");
      }
      expect(await served(dir, id)).toBe(true);
    },
  );

  it("committed on a branch and merged it is base's, which can remove it on purpose", async () => {
    const { dir, git: run, commit } = repository();
    run("switch", "-qc", "feature");
    const { id, file } = await record(dir);
    commit({ "src/a.ts": "export const a = 1;\n" }, "work and lesson");
    run("switch", "-q", "main");
    expect(existsSync(path.join(dir, file ?? ""))).toBe(false);
    run("merge", "-q", "feature");
    expect(status(dir)).toEqual([]);
    expect(await served(dir, id)).toBe(true);
    run("rm", "-q", file ?? "");
    commit({}, "this lesson no longer holds");
    expect(await served(dir, id)).toBe(false);
  });

  it("edited it is served as edited, and marked", async () => {
    const { dir } = repository();
    const { id, file } = await record(dir);
    const place = path.join(dir, file ?? "");
    writeFileSync(place, readFileSync(place, "utf8").replace("does not fetch", "leaves out"));
    await withClient(dir, { session: "tuesday" }, async (client) => {
      const { facts } = await client.call("retrieve_context", { task: "refs are missing after git clone" });
      const [item] = facts.items as { id: string; title: string; text: string }[];
      expect(item).toMatchObject({ id, title: "git clone leaves out refs/agentops" });
      expect(item?.text).toContain("edited and not committed");
    });
  });
});

describe("kill -9", () => {
  it("between acknowledgement and file loses nothing", async () => {
    const { dir, git: run } = repository();
    // Git answers slowly whether the folder is ignored, so that the journal is always first.
    const program = path.join(folder(), "git");
    const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
    writeFileSync(
      program,
      `#!/bin/sh\ncase " $* " in *" check-ignore "*) exec sleep 20;; esac\nexec ${real} "$@"\n`,
    );
    chmodSync(program, 0o755);
    const server = await startRawServer(dir, {
      env: { PATH: `${path.dirname(program)}:${process.env.PATH}`, HOME: EMPTY_HOME },
    });
    void server.call("record_learning", LESSON);
    while (storedIds({ git: run }, "learning").length === 0) await sleep(5);
    server.kill("SIGKILL");
    await server.exited;
    expect(status(dir)).toEqual([]);
    expect(await served(dir, storedIds({ git: run }, "learning")[0] ?? "")).toBe(true);
  });

  it("at any moment leaves whole files and nothing else", async () => {
    const { dir } = repository();
    const inJournal = () => storedIds({ git: (...args) => git(dir, ...args) }, "learning").length;
    let seen = 0;
    for (let round = 0; round < 10; round += 1) {
      const server = await startRawServer(dir, { env: { HOME: EMPTY_HOME } });
      const generator = createGenerator(round + 30);
      const before = inJournal();
      for (let each = 0; each < 5; each += 1) {
        const { paths: _, ...lesson } = generator.learning();
        void server.call("record_learning", { ...lesson, distinct_because: "made up" });
      }
      // After none, one, two, three or four of the five are acknowledged, and a little later each round.
      while (inJournal() < before + (round % 5)) await sleep(1);
      await sleep(round * 4);
      server.kill("SIGKILL");
      await server.exited;
      const files = existsSync(path.join(dir, FOLDER)) ? readdirSync(path.join(dir, FOLDER)).sort() : [];
      expect(status(dir)).toEqual(files.map((name) => `?? ${FOLDER}/${name}`));
      for (const name of files) {
        expect(name).toMatch(/^[a-z0-9-]+\.md$/);
        expect(await parseLearningFile(readFileSync(path.join(dir, FOLDER, name)))).toMatchObject({
          ok: true,
        });
      }
      seen = files.length;
    }
    expect(seen).toBeGreaterThan(0);
    expect(seen).toBeLessThanOrEqual(inJournal());
    expect(fsck(dir)).toBe("");
  });
});
