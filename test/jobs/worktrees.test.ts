// Worktrees of jobs in repositories of every kind: whose work is in one keeps it, and what git was killed over is made anew.
import { existsSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { askHere, BEFORE, call } from "../hooks/stored-command.ts";
import { startClient, type TestClient } from "../support/client.ts";
import { command } from "../support/command.ts";
import { inProcess } from "../support/in-process.ts";
import {
  createRepository,
  git,
  removeFolder,
  repositoryIn,
  type TestRepository,
  temporaryFolder,
  writeFiles,
} from "../support/repository.ts";

const HANDOFF = { goal: "parse", done: "the lexer", decisions: "no regex", next: "the parser" };
const closing = (outcome: string) => ({ outcome, handoff: HANDOFF, none_because: "nothing new" });
const boss = () => start("boss", repository.dir, ["--role", "supervisor"]);
const PARSE = { title: "Parse", write: ["a/**"], isolate: true };
const [claude] = BEFORE;
let repository: TestRepository;
let cleanups: (() => unknown)[] = [];

beforeEach(() => {
  repository = createRepository();
  cleanups = [];
});
afterEach(async () => {
  for (const clean of cleanups.toReversed()) await clean();
  removeFolder(`${repository.dir}-jobs`);
  repository.remove();
});

async function start(session: string, dir = repository.dir, args: string[] = []): Promise<TestClient> {
  const client = await inProcess(dir, { session, args });
  cleanups.push(() => client.close());
  return client;
}

async function doctor(): Promise<object[]> {
  return JSON.parse((await command(repository.dir, ["doctor", "--json"])).stdout).checks;
}

async function begun(client: TestClient, job: Record<string, unknown> = PARSE) {
  const { facts, text, isError } = await client.call("start_job", job);
  expect(isError, text).toBe(false);
  const tree = String(facts.worktree);
  return { job: String(facts.job), tree, branch: String(facts.branch), in: repositoryIn(tree).git };
}

it("an isolated job writes in its own worktree alone, says the tool, and so does the hook", async () => {
  const before = await start("before");
  const finished = await begun(before);
  writeFiles(finished.tree, { "a/left.ts": "not committed" });
  await before.call("finish_job", closing("done"));
  expect(existsSync(finished.tree)).toBe(true);
  const worker = await start("s");
  const { job, tree } = await begun(worker, { ...PARSE, title: "Parse more" });
  writeFiles(repository.dir, { "a/c.ts": "main's" });
  const asked = async (target: string) => {
    const { facts } = await worker.call("check_action", { action: "write", target: [target] });
    const { decision } = await askHere(repository.dir, claude, call("Write", { file_path: target }));
    expect([target, decision]).toEqual([target, facts.decision]);
    return [facts.decision, facts.rule];
  };
  expect(await asked(path.join(tree, "a/c.ts"))).toEqual(["allow", `job ${job}`]);
  const beyond = ["deny", `job ${job}: worktree`];
  expect(await asked(path.join(repository.dir, "a/c.ts"))).toEqual(beyond);
  expect(await asked(path.join(finished.tree, "a/left.ts"))).toEqual(beyond);
  expect(await asked(path.join(tree, "b/c.ts"))).toEqual(["deny", `job ${job}: write`]);
  repository.git("worktree", "move", tree, `${repository.dir}-jobs/elsewhere`);
  expect(await asked(path.join(`${repository.dir}-jobs/elsewhere`, "a/c.ts"))).toEqual([
    "allow",
    `job ${job}`,
  ]);
  expect(await asked(path.join(tree, "a/c.ts"))).toEqual(beyond);
});

it("a worktree that was moved by hand is found again as the refusal says, and without that its job ends all the same", async () => {
  const worker = await start("s");
  const { job, tree } = await begun(worker);
  const moved = `${repository.dir}-jobs/elsewhere`;
  renameSync(tree, moved);
  const write = async () =>
    (await worker.call("check_action", { action: "write", target: [path.join(moved, "a/c.ts")] })).facts;
  expect(await write()).toMatchObject({
    decision: "deny",
    rule: `job ${job}: worktree`,
    ask: expect.stringContaining("git worktree repair"),
  });
  expect(JSON.stringify(await doctor())).toContain(`${moved} is no worktree of this repository`);
  repositoryIn(moved).git("worktree", "repair");
  expect(await write()).toMatchObject({ decision: "allow", rule: `job ${job}` });
  renameSync(moved, tree);
  expect((await worker.call("finish_job", closing("done"))).text).toContain("there is no worktree");
  expect(existsSync(tree)).toBe(true);
});

it("a worktree with uncommitted work is kept, a clean one is removed and its branch stays", async () => {
  const worker = await start("worker");
  const first = await begun(worker);
  writeFiles(first.tree, { "a/b.ts": "work" });
  expect((await worker.call("finish_job", closing("done"))).text).toContain("not committed (a/b.ts)");
  expect(existsSync(path.join(first.tree, "a/b.ts"))).toBe(true);
  const second = await begun(worker, { ...PARSE, title: "Parse more", write: ["b/**"] });
  const head = repositoryIn(second.tree).commit({ "b/c.ts": "work" });
  expect((await worker.call("finish_job", closing("done"))).text).toContain("is removed");
  expect(existsSync(second.tree)).toBe(false);
  expect(repository.git("rev-parse", second.branch).trim()).toBe(head);
});

describe("is kept for what is in it", () => {
  it.each([
    ["a new file", "a/b.ts", "work"],
    ["a lesson that a person wrote", ".agentops/learnings/mine.md", "---\ntitle: x\nkind: gotcha\n---\nx\n"],
    ["a file beside the lessons", ".agentops/learnings/notes.txt", "notes"],
  ])("%s", async (_, file, content) => {
    const worker = await start("worker");
    const { tree } = await begun(worker);
    writeFiles(tree, { [file]: content });
    expect((await worker.call("finish_job", closing("done"))).text).toContain(`not committed (${file})`);
    expect(readFileSync(path.join(tree, file), "utf8")).toBe(content);
  });

  it("a lesson that was laid down there and edited since; as it was stored it does not count", async () => {
    const worker = await start("worker");
    const { job, tree } = await begun(worker);
    const lesson = {
      title: "The lexer reads a file without its last newline",
      kind: "gotcha",
      body: "An empty last line is no token: lexer.ts drops it, so that parse.ts never sees the end. Ask for eof.",
    };
    const { facts, text } = await (await start("helper", tree)).call("record_learning", lesson);
    const file = path.join(tree, String(facts.file));
    expect(existsSync(file), text).toBe(true);
    const laidDown = readFileSync(file, "utf8");
    writeFileSync(file, laidDown.replace("Ask for eof", "Ask for the end of the file"));
    expect((await worker.call("finish_job", closing("failed"))).text).toContain("not committed (.agentops/");
    writeFileSync(file, laidDown);
    const second = await start("second");
    expect((await begun(second, { job })).tree).toBe(tree);
    expect((await second.call("finish_job", closing("done"))).text).toContain("is removed");
    expect(existsSync(tree)).toBe(false);
  });

  it("a commit on no branch", async () => {
    const worker = await start("worker");
    const { tree, in: inTree } = await begun(worker);
    inTree("checkout", "-q", "--detach");
    repositoryIn(tree).commit({ "a/b.ts": "work" });
    expect((await worker.call("finish_job", closing("done"))).text).toContain("kept: HEAD is detached");
    expect(existsSync(path.join(tree, "a/b.ts"))).toBe(true);
    expect(await doctor()).toContainEqual(
      expect.objectContaining({
        name: "worktrees",
        found: expect.stringContaining("HEAD is detached there"),
      }),
    );
  });

  it("a lock that a person has set", async () => {
    const worker = await start("worker");
    const { tree } = await begun(worker);
    repository.git("worktree", "lock", "--reason", "on a stick", tree);
    expect((await worker.call("finish_job", closing("done"))).text).toContain(
      "kept: it is locked (on a stick)",
    );
    expect(existsSync(tree)).toBe(true);
  });
});

describe("goes to the next session", () => {
  it.each([
    ["with another branch checked out", ["checkout", "-q", "-b", "feature"], /feature is checked out in/],
    ["with HEAD detached, as while a rebase waits", ["checkout", "-q", "--detach"], /HEAD is detached in/],
  ])("%s, which is told", async (_, args, note) => {
    const worker = await start("worker");
    const { job, tree, in: inTree } = await begun(worker);
    inTree(...args);
    writeFiles(tree, { "a/b.ts": "work" });
    expect((await worker.call("start_job", { job })).facts.worktree).toBe(tree);
    await worker.call("finish_job", closing("hand_off"));
    const { facts, text } = await (await start("second")).call("start_job", { job });
    expect(facts.worktree, text).toBe(tree);
    expect(String(facts.notes)).toMatch(note);
  });

  it("where the first had asked for it and the job itself does not", async () => {
    const { facts } = await (await boss()).call("create_job", { title: "Parse", write: ["a/**"] });
    const worker = await start("worker");
    const { tree } = await begun(worker, { job: facts.id, isolate: true });
    await worker.call("finish_job", closing("hand_off"));
    expect((await begun(await start("second"), { job: facts.id })).tree).toBe(tree);
  });

  it.each([
    ["the main working tree", (branch: string) => repository.git("checkout", "-q", branch)],
    [
      "a worktree",
      (branch: string) => repository.git("worktree", "add", "-q", `${repository.dir}-mine`, branch),
    ],
  ])("but not %s of a person who looks at the job's branch", async (_, look) => {
    cleanups.push(() => removeFolder(`${repository.dir}-mine`));
    const worker = await start("worker");
    const { job, tree, branch } = await begun(worker);
    await worker.call("finish_job", closing("hand_off"));
    repository.git("worktree", "remove", tree);
    look(branch);
    const second = await start("second");
    const refused = await second.call("start_job", { job });
    expect(refused.text).toMatch(/^JOB_REFUSED: .* is checked out in .*, which is not the job's worktree/);
    if (existsSync(`${repository.dir}-mine`)) git(`${repository.dir}-mine`, "checkout", "-q", "--detach");
    else repository.git("checkout", "-q", "main");
    expect((await begun(second, { job })).tree).toBe(tree);
    expect((await second.call("finish_job", closing("done"))).text).toContain("is removed");
  });

  it("through a link, where the folder of jobs lies on another disk", async () => {
    const elsewhere = temporaryFolder();
    cleanups.push(() => removeFolder(elsewhere));
    symlinkSync(elsewhere, `${repository.dir}-jobs`);
    const worker = await start("worker");
    const { job, tree } = await begun(worker);
    await worker.call("finish_job", closing("hand_off"));
    const second = await start("second");
    expect((await begun(second, { job })).tree).toBe(tree);
    expect((await second.call("finish_job", closing("done"))).text).toContain("is removed");
  });
});

describe("that git was killed over", () => {
  /** Git stands still in the checkout for so long. */
  function slowCheckout(seconds: number): string {
    const started = path.join(temporaryFolder(), "started");
    cleanups.push(() => removeFolder(path.dirname(started)));
    repository.commit({ ".gitattributes": "slow filter=slow\n", slow: "content\n", "z.ts": "z\n" });
    repository.git("config", "filter.slow.smudge", `touch '${started}'; sleep ${seconds}; cat`);
    return started;
  }
  const killedMidway = async (started: string, job: Record<string, unknown>) => {
    const client = await startClient(repository.dir, { session: "worker" });
    const cut = client.call("start_job", job).catch(() => null);
    while (!existsSync(started)) await sleep(20);
    process.kill(client.pid, "SIGKILL");
    expect(await cut).toBeNull();
  };

  it("is finished by the git that goes on, and waited for", async () => {
    const { facts } = await (await boss()).call("create_job", PARSE);
    const started = slowCheckout(2);
    await killedMidway(started, { job: facts.id });
    const { tree, in: inTree } = await begun(await start("worker"), { job: facts.id });
    expect(inTree("status", "--porcelain")).toBe("");
    expect(readFileSync(path.join(tree, "slow"), "utf8")).toBe("content\n");
  });

  it.runIf(process.platform === "linux")("is made anew where that was killed too", async () => {
    const { facts } = await (await boss()).call("create_job", PARSE);
    const started = slowCheckout(30);
    await killedMidway(started, { job: facts.id });
    for (const pid of processesOn(`${repository.dir}-jobs`)) process.kill(pid, "SIGKILL");
    expect(await doctor()).toContainEqual(
      expect.objectContaining({ name: "worktrees", found: expect.stringContaining("git was killed") }),
    );
    repository.git("config", "filter.slow.smudge", "cat");
    const { tree, in: inTree } = await begun(await start("worker"), { job: facts.id });
    expect(inTree("status", "--porcelain")).toBe("");
    expect(readFileSync(path.join(tree, "z.ts"), "utf8")).toBe("z\n");
  });
});

/** Those that were started with this folder in their arguments or environment: a git, its helpers and filters. */
function processesOn(folder: string): number[] {
  const told = (pid: number, file: string) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, "utf8");
    } catch {
      return "";
    }
  };
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && ["cmdline", "environ"].some((file) => told(pid, file).includes(folder)));
}

describe("in a repository", () => {
  it("without a commit is refused with the reason, and the session may work without one", async () => {
    const empty = createRepository({ unborn: true });
    cleanups.push(empty.remove);
    const worker = await start("worker", empty.dir);
    expect((await worker.call("start_job", PARSE)).text).toMatch(/^JOB_REFUSED: There is no commit yet/);
    expect((await worker.call("start_job", { ...PARSE, isolate: false })).facts).toMatchObject({ token: 1 });
    expect((await worker.call("finish_job", closing("done"))).facts).toMatchObject({ state: "done" });
  });

  it.each([
    ["whose HEAD is detached", (dir: string) => git(dir, "checkout", "-q", "--detach")],
    ["with a submodule", withSubmodule],
    ["with a commit that others don't have", (dir: string) => repositoryIn(dir).commit({ "c.ts": "c" })],
  ])("%s", async (_, prepare) => {
    prepare(repository.dir);
    const head = repository.git("rev-parse", "HEAD");
    const worker = await start("worker");
    const { tree, in: inTree } = await begun(worker);
    expect(inTree("rev-parse", "HEAD")).toBe(head);
    const { text } = await worker.call("finish_job", closing("done"));
    // Git itself removes no worktree where there are submodules.
    expect(text).toMatch(/is removed; its commits|is kept: .*submodules/);
    expect(existsSync(tree)).toBe(text.includes("is kept"));
  });

  it.each([
    ["bare", ["--bare"]],
    ["shallow", ["--depth=1"]],
    ["without a checkout", ["--no-checkout"]],
  ])("that is %s", async (_, options) => {
    repository.commit({ "c.ts": "c" });
    const dir = path.join(temporaryFolder(), "clone");
    cleanups.push(() => removeFolder(path.dirname(dir)));
    git(repository.dir, "clone", "-q", ...options, `file://${repository.dir}`, dir);
    const worker = await start("worker", dir);
    const { tree, in: inTree } = await begun(worker);
    expect(path.dirname(tree)).toBe(`${dir}-jobs`);
    expect(inTree("status", "--porcelain")).toBe("");
    expect((await worker.call("finish_job", closing("done"))).text).toContain("is removed");
  });

  it("where the folder beside it can't be made, the job stays free and says why", async () => {
    writeFileSync(`${repository.dir}-jobs`, "a file\n");
    const worker = await start("worker");
    expect((await worker.call("start_job", PARSE)).text).toMatch(/^JOB_REFUSED: git could not make/);
    expect((await worker.call("start_job")).text).toMatch(/^notes: No job is queued/);
  });
});

function withSubmodule(dir: string): void {
  const inner = createRepository();
  cleanups.push(inner.remove);
  git(dir, "-c", "protocol.file.allow=always", "submodule", "add", "-q", inner.dir, "inner");
  repositoryIn(dir).commit({});
}
