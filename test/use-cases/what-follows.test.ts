// A worker of an isolated job is told what follows from where it works: where lessons lie, what is evidence, how it ends.
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TestClient } from "../support/client.ts";
import { clientsIn } from "../support/clients.ts";
import { inProcess } from "../support/in-process.ts";
import { createRepository, git, removeFolder, type TestRepository } from "../support/repository.ts";

const CONFIG = `checks:
  - { id: sum, run: [sh, test/sum.sh], inputs: ["src/**"] }
  - { id: page, run: [grep, -q, "## Sum", docs/a.md], inputs: ["src/**", "docs/**"] }
`;
const LESSON = {
  title: "test/sum.sh fails with exit code 1 and prints nothing",
  kind: "gotcha",
  body: "`sh test/sum.sh` ends with 1 and prints nothing where src/sum.txt holds another number than 2: grep -q is silent. Look into src/sum.txt first.",
};
const HANDOFF = { goal: "the sum is 2", done: "it is", decisions: "by hand", next: "merge it" };

let repository: TestRepository;
let worker: TestClient;
let job: Record<string, unknown>;
let worktree: string;
const clients = clientsIn(() => repository.dir);
beforeEach(async () => {
  repository = createRepository();
  repository.commit({
    ".agentops/config.yaml": CONFIG,
    "src/sum.txt": "1\n",
    "test/sum.sh": "grep -qx 2 src/sum.txt\n",
    "docs/a.md": "## Sum\n",
  });
  worker = await clients.start("worker");
  const started = await worker.call("start_job", {
    title: "Make the sum 2",
    write: ["src/**"],
    isolate: true,
  });
  job = started.facts;
  worktree = String(job.worktree);
});
afterEach(async () => {
  await clients.closeAll();
  repository.remove();
});

const commitIn = (files: Record<string, string>): void => {
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(worktree, name), text);
  git(worktree, "add", "-A");
  git(worktree, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "feat: the sum is 2");
};
const CRITERIA = [{ id: "sum", text: "the sum is 2", check: "sum" }];
const claim = (more = {}) =>
  worker.call("submit_claim", { statement: "The sum is 2", criteria: CRITERIA, ...more });
async function judged(id: unknown) {
  for (;;) {
    const answer = await worker.call("request_verdict", { claim: id, wait_seconds: 50 });
    if (answer.facts.result !== "pending") return answer;
  }
}

it("a check is shown as a shell takes it", () => {
  expect(job.brief).toContain("- page: grep -q '## Sum' docs/a.md\n");
});

describe("a lesson", () => {
  it("is laid down where the job's worker commits, and not in the main working tree", async () => {
    const { facts } = await worker.call("record_learning", LESSON);
    expect(facts.note).toBe("it lies in the job's worktree: commit it with the work");
    expect(existsSync(path.join(worktree, String(facts.file)))).toBe(true);
    expect(existsSync(path.join(repository.dir, String(facts.file)))).toBe(false);
    commitIn({ "src/sum.txt": "2\n" });
    expect((await claim()).isError).toBe(false);
    await worker.call("finish_job", { outcome: "done", handoff: HANDOFF, learnings: [facts.id] });
    const after = await worker.call("record_learning", {
      ...LESSON,
      title: "docs/a.md has to keep its heading Sum, or the check page ends with 1",
      body: "`grep -q '## Sum' docs/a.md` ends with 1 where somebody renames the heading in docs/a.md. Rename it in the check of .agentops/config.yaml first.",
    });
    expect(existsSync(path.join(repository.dir, String(after.facts.file)))).toBe(true);
  });

  it("is committed there at once, where that is set", async () => {
    repository.commit({ ".agentops/config.yaml": `${CONFIG}commit: inline\n` });
    const { facts } = await worker.call("record_learning", LESSON);
    expect(facts.note).toBe(`committed on ${job.branch}`);
    expect(git(worktree, "status", "--porcelain")).toBe("");
    expect(git(repository.dir, "status", "--porcelain")).toBe("");
  });

  it("may rest on the job's branch, which stands for its commit now", async () => {
    commitIn({ "src/sum.txt": "2\n" });
    const evidence = [{ type: "commit", ref: job.branch }];
    const { facts, text } = await worker.call("record_learning", { ...LESSON, evidence });
    expect(facts.state, text).toBe("admitted");
    const seen = await worker.call("trace_record", { id: facts.id });
    expect(seen.text).toContain(git(worktree, "rev-parse", "HEAD").trim());
  });
});

describe("a claim", () => {
  it("may rest on a file that the claimed commit adds, and names all that it can't find", async () => {
    commitIn({ "src/sum.txt": "2\n", "src/new.txt": "x\n" });
    const evidence = [{ type: "path", ref: "src/new.txt" }];
    expect((await claim({ evidence })).text).not.toContain("REFUSED");
    const gone = ["src/a.txt", "src/b.txt"].map((ref) => ({ type: "path", ref }));
    const { text } = await claim({ evidence: gone, criteria: [{ id: "own", text: "x", run: ["true"] }] });
    for (const part of ["criteria.0 (own)", "decides nothing", "evidence src/a.txt", "evidence src/b.txt"])
      expect(text).toContain(part);
  });

  it("that has passed says how the job ends, and is not stale for being on its own branch", async () => {
    commitIn({ "src/sum.txt": "2\n" });
    const dry = await claim({ dry_run: true });
    expect(dry.facts.notes).toContain("dry run: nothing is stored");
    const { facts } = await judged((await claim()).facts.id);
    expect(facts).toMatchObject({
      result: "PASSED",
      state: "passed",
      stale: null,
      next: "finish_job with done",
    });
    commitIn({ "src/sum.txt": "3\n" });
    expect((await judged(facts.claim)).facts.stale).toBe(
      `${job.branch} has moved on to other contents since`,
    );
  });

  it("that waits for a judge says whose turn it is, and its job ends by the worker's word", async () => {
    commitIn({ "src/sum.txt": "2\n" });
    const { facts: stored } = await claim({ risk: "high" });
    const { facts } = await judged(stored.id);
    expect(facts.summary).toMatch(/^PASSED by its checks, and waits for a judgement; /);
    expect(facts.next).toMatch(/not yours to give: .*agentops-mcp review .*; finish_job with done$/);
    const ended = await worker.call("finish_job", {
      outcome: "done",
      handoff: HANDOFF,
      none_because: "nothing",
    });
    expect(ended.facts.notes).toContain(
      `claim ${stored.id} has passed its checks and waits for a judgement: until it has passed, the job is done by your word alone`,
    );
  });
});

describe("bounds", () => {
  const ask = (...target: string[]) => worker.call("check_action", { action: "write", target });

  it("a relative path is one of the job's own worktree, and the answer says so", async () => {
    expect((await ask("src/sum.txt")).facts).toMatchObject({
      decision: "allow",
      judged_as: `from the job's worktree ${worktree}`,
    });
    expect((await ask("docs/a.md")).facts.rule).toBe(`job ${job.job}: write`);
  });

  it("of several paths those that are open are named, and each reason once", async () => {
    const { facts } = await ask("src/sum.txt", "docs/a.md", "docs/b.md");
    expect(facts).toMatchObject({ decision: "deny", allowed: ["src/sum.txt"] });
    expect(facts.ask).toMatch(/^docs\/a\.md, docs\/b\.md: It lies outside .* or escalate: say what it lacks/);
  });
});

it("a command of the claim's own that fails stands in the summary", async () => {
  commitIn({ "src/sum.txt": "2\n" });
  const criteria = [...CRITERIA, { id: "told", text: "it is told", run: ["sh", "-c", "exit 3"] }];
  const stored = await claim({ risk: "high", criteria });
  expect(stored.text).toContain("a run of the claim's own gets a clean checkout");
  expect((await judged(stored.facts.id)).facts.summary).toContain(
    "the claim's own command for told failed (exit code 3): mend that and claim again",
  );
});

it("what a lesson names is looked for where its author works: no file of the job's worktree is called missing or stale", async () => {
  commitIn({ "src/sum.txt": "2\n", "src/new.txt": "x\n" });
  writeFileSync(path.join(worktree, "src/open.txt"), "not committed yet\n");
  const { facts } = await worker.call("record_learning", {
    ...LESSON,
    paths: ["src/new.txt", "src/sum.txt"],
    evidence: [
      { type: "path", ref: "src/open.txt" },
      { type: "commit", ref: "HEAD" },
    ],
  });
  expect(facts.state).toBe("admitted");
  expect(JSON.stringify(facts.reasons)).not.toContain("no such file");
  const traced = (await worker.call("trace_record", { id: facts.id })).text;
  expect(traced).toContain(git(worktree, "rev-parse", "HEAD").trim());
  git(worktree, "add", "-A");
  git(worktree, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "docs: the lesson");
  repository.git("merge", "-q", "--squash", String(job.branch));
  repository.git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "feat: merged");
  const reader = await clients.start("reader");
  const { facts: found } = await reader.call("retrieve_context", { task: LESSON.title });
  const [item] = found.items as { id: string; stale?: string }[];
  expect(item?.id).toBe(facts.id);
  expect(item?.stale).toBeUndefined();
});

it("an empty store says that it is empty", async () => {
  const { facts } = await worker.call("retrieve_context", { task: "how sums are made" });
  expect(facts).toMatchObject({
    abstained: true,
    memory: expect.stringMatching(/^No lesson is stored here yet/),
  });
});

it("a verdict asked from another clone: it says what is missing there, and is that clone's own once it is not", async () => {
  commitIn({ "src/sum.txt": "2\n" });
  const { facts: stored } = await claim();
  const there = `${repository.dir}-there`;
  git(
    repository.dir,
    "clone",
    "-q",
    "--single-branch",
    "--branch",
    "main",
    `file://${repository.dir}`,
    there,
  );
  const other = await inProcess(there, { session: "other" });
  const ask = () => other.call("request_verdict", { claim: stored.id, wait_seconds: 50 });
  try {
    expect((await ask()).text).toMatch(/^NOT_FOUND/);
    git(there, "fetch", "-q", "origin", "refs/agentops/clones/*:refs/agentops/clones/*");
    expect((await ask()).text).toMatch(/^STALE_CLAIM: .* is not here.*git fetch brings it/s);
    git(there, "fetch", "-q", "origin", String(job.branch));
    const { facts, text } = await ask();
    expect(facts, text).toMatchObject({ result: "PASSED", state: "passed", next: null });
  } finally {
    await other.close();
    removeFolder(there);
  }
});
