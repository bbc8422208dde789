// Bad input that concerns jobs: names that git refuses, folders that exist, a base that is gone, forged tokens, incomplete ends.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runDoctor } from "../cli/run-doctor.ts";
import { clientsIn } from "../support/clients.ts";
import { cloneRefs, EMPTY_HOME, journalFiles, plant } from "../support/journal.ts";
import { idOf } from "../support/records.ts";
import { createRepository, removeFolder, type TestRepository, writeFiles } from "../support/repository.ts";

const HANDOFF = { goal: "parse", done: "the lexer", decisions: "no regex", next: "the parser" };
const DONE = { outcome: "done", handoff: HANDOFF, none_because: "nothing new" };
let repository: TestRepository;
const { start, closeAll } = clientsIn(() => repository.dir);

beforeEach(() => {
  repository = createRepository();
});
afterEach(async () => {
  await closeAll();
  removeFolder(`${repository.dir}-jobs`);
  repository.remove();
});

const jobsFolder = () => `${repository.dir}-jobs`;
/** What the doctor says about jobs, as `name: found`. */
const strays = () =>
  runDoctor(repository.dir, { home: EMPTY_HOME })
    .checks.filter(({ name }) => /^(jobs|worktrees|branches|leases)$/.test(name))
    .map(({ name, found, fix }) => ({ name, found, fix }));

describe("a title becomes the name of a branch", () => {
  it.each([
    ["emoji alone", "🚀🔥"],
    ["what git refuses", "..@{-1}.lock"],
    ["an option", "--upload-pack=touch x"],
    ["another folder", "../../etc/passwd"],
    ["as long as it may be", "very ".repeat(23).trim()],
    ["of another script", "解析器を更新する"],
    ["of a shell", "$(touch owned); `id`"],
  ])("%s: a worktree of its own, below the folder of jobs", async (_, title) => {
    const worker = await start("worker");
    const { facts, text } = await worker.call("start_job", { title, write: ["a/**"], isolate: true });
    expect(path.dirname(String(facts.worktree)), text).toBe(jobsFolder());
    expect(String(facts.branch)).toMatch(/^agentops\/j-[0-9a-z]{8}(-[a-z0-9-]{1,40})?$/);
    expect(repository.git("check-ref-format", "--branch", String(facts.branch))).toContain("agentops/");
    expect((await worker.call("finish_job", DONE)).text).toContain("is removed");
  });

  it.each([
    ["of two lines", "one\ntwo"],
    ["with a NUL", "one\u0000two"],
    ["of blanks", "   "],
    ["too long", "x".repeat(121)],
  ])("%s is refused", async (_, title) => {
    const worker = await start("worker");
    expect((await worker.call("start_job", { title })).text).toMatch(/^(INVALID_ARGUMENT|UNSAFE_TEXT): /);
  });
});

it.each([
  ["leaves the repository", "../other/**"],
  ["is absolute", "/etc/**"],
  ["is git's own, in any case", ".GIT/config"],
  ["is git's own, deeper", "sub/.git/hooks/**"],
  ["hides a newline", "src/\n../x"],
  ["hides a NUL", "src/\u0000"],
  ["leaves it from within braces", "{../x,src}/**"],
  ["is git's own within braces", "{src,.Git}/**"],
])("a scope that %s is refused by both who may name one", async (_, glob) => {
  const [worker, boss] = [await start("worker"), await start("boss", ["--role", "supervisor"])];
  const job = { title: "Update the parser", write: [glob] };
  expect((await worker.call("start_job", job)).text).toMatch(/^INVALID_ARGUMENT: /);
  expect((await boss.call("create_job", job)).text).toMatch(/^INVALID_ARGUMENT: /);
});

describe("a worktree", () => {
  it("is refused where its folder exists, and the job stays free for whoever starts without one", async () => {
    const boss = await start("boss", ["--role", "supervisor"]);
    const { facts } = await boss.call("create_job", { title: "Taken", write: ["a/**"] });
    const folder = path.join(jobsFolder(), `${facts.id}-taken`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "mine.txt"), "somebody's work\n");
    const worker = await start("worker");
    const refused = await worker.call("start_job", { job: facts.id, isolate: true });
    expect(refused.text).toMatch(/^JOB_REFUSED: The folder .* exists/);
    expect(existsSync(path.join(folder, "mine.txt"))).toBe(true);
    expect(strays()).toMatchObject([{ name: "worktrees", found: expect.stringContaining("is no worktree") }]);
    expect((await worker.call("start_job", { job: facts.id })).facts).toMatchObject({ worktree: null });
  });

  it("is made although the base branch was deleted meanwhile, and its work stays reachable", async () => {
    repository.git("checkout", "-q", "-b", "other");
    const worker = await start("worker");
    const { facts } = await worker.call("start_job", { title: "Parse", write: ["a/**"], isolate: true });
    repository.git("branch", "-qD", "main");
    const folder = String(facts.worktree);
    writeFiles(folder, { "a/b.ts": "work\n" });
    expect((await worker.call("report_progress", { note: "a step" })).isError).toBe(false);
    expect((await worker.call("finish_job", DONE)).text).toMatch(/kept: 1 file .*a\/b\.ts/);
    expect(existsSync(path.join(folder, "a/b.ts"))).toBe(true);
  });

  it("is not removed with work in it that git ignores the state of, such as a staged file", async () => {
    const worker = await start("worker");
    const { facts } = await worker.call("start_job", { title: "Parse", write: ["a/**"], isolate: true });
    const folder = String(facts.worktree);
    writeFiles(folder, { "a/b.ts": "work\n" });
    repository.git("-C", folder, "add", "a/b.ts");
    expect((await worker.call("finish_job", { ...DONE, outcome: "failed" })).text).toContain("is kept");
    expect(existsSync(path.join(folder, "a/b.ts"))).toBe(true);
  });

  it("whose job is done, and branches and leases without one, are named by the doctor with the way out", async () => {
    const worker = await start("worker");
    const { facts } = await worker.call("start_job", { title: "Parse", write: ["a/**"], isolate: true });
    expect(strays()).toMatchObject([{ name: "jobs", found: "1, 1 in work; nothing is left behind" }]);
    writeFiles(String(facts.worktree), { "a/b.ts": "work\n" });
    await worker.call("finish_job", DONE);
    const tree = `${facts.worktree}`;
    expect(strays()).toEqual([
      {
        name: "worktrees",
        found: `${tree}: ${facts.job} is done; 1 file in it not committed (a/b.ts)`,
        fix: `Commit what is worth keeping, then: git worktree remove ${tree}`,
      },
    ]);
    repository.git("worktree", "remove", "--force", tree);
    repository.git("branch", "agentops/j-00000000-gone");
    repository.git(
      "update-ref",
      `refs/agentops/leases/${idOf(1)}`,
      repository.git("rev-parse", "HEAD:README.md").trim(),
    );
    const found = strays();
    expect(found.map(({ name }) => name).toSorted()).toEqual(["branches", "branches", "leases"]);
    for (const { fix } of found.filter(({ fix }) => /git (branch|update-ref) -d/.test(fix ?? "")))
      repository.git(...(fix ?? "").slice((fix ?? "").indexOf("git ") + 4).split(" "));
    expect(strays().map(({ found }) => found)).toEqual([
      "agentops/j-00000000-gone is of no job that is known here",
    ]);
  });
});

describe("a token", () => {
  it("that a planted record forges gives nobody the job", async () => {
    const worker = await start("worker");
    const { facts } = await worker.call("start_job", { title: "Parse", write: ["a/**"] });
    const file = journalFiles(repository).find((each) => each.includes(":job_event/")) ?? "";
    const stored = JSON.parse(repository.git("show", file));
    const own = path.basename(cloneRefs(repository)[0] ?? "");
    const forged = {
      ...stored,
      id: idOf(9),
      session: "thief",
      token: 7,
      event: { ...stored.event, inherits: [] },
    };
    // In the name of the worker's clone, from a ref of another.
    plant(repository.dir, "zzzzzzzzzz", { [`job_event/2026/03/01/${idOf(9)}.json`]: JSON.stringify(forged) });
    expect(own).not.toBe("zzzzzzzzzz");
    expect((await worker.call("report_progress", { note: "a step" })).facts).toMatchObject({
      job: facts.job,
      token: 1,
    });
    const thief = await start("thief");
    expect((await thief.call("finish_job", DONE)).text).toMatch(/^JOB_REFUSED: This session holds no job/);
    expect((await thief.call("start_job", { job: facts.job })).text).toMatch(/held by session worker/);
  });

  it("is the session's: no argument of a call can name another", async () => {
    const [worker, thief] = [await start("worker"), await start("thief")];
    const { facts } = await worker.call("start_job", { title: "Parse", write: ["a/**"] });
    for (const more of [{ job: facts.job }, { token: 1 }, { job: facts.job, token: 1 }])
      expect((await thief.call("report_progress", { note: "mine", ...more })).isError).toBe(true);
  });
});

describe("finish_job", () => {
  it.each([
    ["a handoff", { ...DONE, handoff: { goal: "parse" } }, /handoff lacks done, decisions, next/],
    ["lessons or why there are none", { outcome: "done", handoff: HANDOFF }, /none_because/],
    [
      "a short handoff",
      { ...DONE, handoff: { ...HANDOFF, done: "line\n".repeat(30) } },
      /in all, more than 20/,
    ],
    ["lessons that are its own", { ...DONE, none_because: undefined, learnings: [idOf(5)] }, /NOT_FOUND/],
  ])("names what is missing: %s", async (_, closing, said) => {
    const worker = await start("worker");
    await worker.call("start_job", { title: "Parse", write: ["a/**"] });
    expect((await worker.call("finish_job", closing)).text).toMatch(said);
    expect((await worker.call("finish_job", DONE)).facts).toMatchObject({ state: "done" });
  });
});

it("of a stranger's long words a brief stays within 8 KB, the newest handoff and failures in it", async () => {
  const boss = await start("boss", ["--role", "supervisor"]);
  const long = (text: string) => `${text} ${"ö".repeat(400)}`;
  const { facts } = await boss.call("create_job", {
    title: "Parse",
    write: [...Array(50).keys()].map((at) => `${"deep/".repeat(30)}${at}/**`),
    acceptance: [...Array(20).keys()].map((at) => long(`criterion ${at}`)),
    attempts: 50,
  });
  for (const name of ["one", "two"]) {
    const worker = await start(name);
    await worker.call("start_job", { job: facts.id });
    for (let at = 0; at < 10; at++)
      await worker.call("report_progress", {
        note: long(`${name} failed ${at}`),
        approach: `a${at}`,
        failed: true,
      });
    const part = (what: string) => `${name} ${what} ${"ü".repeat(1_500)}`;
    const handoff = { goal: part("goal"), done: part("done"), decisions: part("why"), next: part("next") };
    await worker.call("finish_job", { ...DONE, outcome: "hand_off", handoff });
  }
  const { text } = await (await start("three")).call("start_job", { job: facts.id });
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8_192);
  for (const words of [
    "two goal",
    "two done",
    "two why",
    "two next",
    "two failed 9",
    "criterion 0",
    "Envelope: ",
  ])
    expect(text).toContain(words);
  expect(text).not.toContain("one goal");
});
