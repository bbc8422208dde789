// An agent that follows nothing but the answers takes a job from the queue to its end: how many calls, refusals and tokens.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { INSTRUCTIONS } from "../../src/mcp/instructions.ts";
import { INSTRUCTIONS_BLOCK } from "../../src/runtimes/instructions.ts";
import type { Answer, TestClient } from "../support/client.ts";
import { clientsIn } from "../support/clients.ts";
import { inProcess } from "../support/in-process.ts";
import { createRepository, git, type TestRepository } from "../support/repository.ts";
import { tokensOf } from "../support/tokens.ts";

const MOST_CALLS = 9;
const MOST_TOKENS = 6_000;
const CONFIG = `checks:
  - { id: sum, run: [sh, test/sum.sh], inputs: ["src/**", "test/**"] }
  - { id: pages, run: [grep, -q, sum, docs/a.md], inputs: ["docs/**"] }
research: { paths: ["legacy/**"] }
jobs: { verdict: { risk: low } }
envelope: { write: ["src/**", "test/**", "docs/**", "legacy/**"], commands: [[git, commit], [git, add]] }
`;

let repository: TestRepository;
const clients = clientsIn(() => repository.dir);
beforeEach(() => {
  repository = createRepository();
  repository.commit({
    ".agentops/config.yaml": CONFIG,
    "src/sum.txt": "1\n",
    "test/sum.sh": "grep -qx 2 src/sum.txt\n",
    "docs/a.md": "sum\n",
    "legacy/old.txt": "1\n",
  });
});
afterEach(async () => {
  await clients.closeAll();
  repository.remove();
});

interface Told {
  readonly calls: string[];
  readonly refusals: string[];
  tokens: number;
}

/** Keeps count of what is asked and read. */
function counted(client: TestClient): { ask: TestClient["call"]; told: Told } {
  const told: Told = { calls: [], refusals: [], tokens: 0 };
  return {
    told,
    async ask(tool, args) {
      const answer = await client.call(tool, args);
      told.calls.push(tool);
      told.tokens += tokensOf(answer.text);
      if (answer.isError) told.refusals.push(answer.text);
      return answer;
    },
  };
}

const commitIn = (folder: string, files: Record<string, string>): void => {
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  git(folder, "add", "-A");
  git(folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "feat: the sum is 2");
};
const HANDOFF = { goal: "the sum is 2", done: "src/sum.txt holds 2", decisions: "by hand", next: "merge it" };
const LESSON = {
  title: "test/sum.sh fails with exit code 1 and prints nothing",
  kind: "gotcha",
  body: "`sh test/sum.sh` ends with 1 and prints nothing where src/sum.txt holds another number than 2: grep -q is silent. Look into src/sum.txt first.",
};

async function queue(title: string, write: string[], acceptance: string[]) {
  const boss = await clients.start("boss", ["--role", "supervisor"]);
  await boss.call("create_job", { title, write, acceptance, isolate: true });
}

it(`takes at most ${MOST_CALLS} calls, no refusal, and at most ${MOST_TOKENS} tokens from the brief to the end`, async () => {
  await queue("Make the sum 2", ["src/**"], ["sum passes: src/sum.txt holds 2"]);
  const client = await clients.start("worker");
  const { ask, told } = counted(client);
  const started = await ask("start_job", {});
  const { brief, worktree } = started.facts as { brief: string; worktree: string };
  // All that follows is what the brief says: its checks, what the job is done by, and the order of the end.
  const [, check = ""] = /Checks for this scope:\n *- (\S+):/.exec(brief) ?? [];
  const [, order = ""] = /At the end: (.+)\./.exec(brief) ?? [];
  const criteria = [...brief.matchAll(/^ *- (\w+) passes: (.+)$/gm)].map(([, id, text]) => ({
    id,
    text,
    check,
  }));
  expect(criteria).toHaveLength(1);
  commitIn(worktree, { "src/sum.txt": "2\n" });
  let lesson: unknown;
  let claim: Answer["facts"] = {};
  for (const step of order.split(/, (?![^(]*\))/).map((each) => each.split(" ")[0])) {
    if (step === "record_learning") lesson = (await ask(step, LESSON)).facts.id;
    if (step === "submit_claim") claim = (await ask(step, { statement: "The sum is 2", criteria })).facts;
    if (step === "request_verdict") {
      let verdict = await ask(step, { claim: claim.id, wait_seconds: 50 });
      while (verdict.facts.result === "pending")
        verdict = await ask(step, { claim: claim.id, wait_seconds: 50 });
      expect(verdict.facts.result).toBe("PASSED");
      expect(verdict.facts.summary).toContain(
        "it fails without this change, by tests that were there before",
      );
    }
    if (step === "finish_job")
      expect((await ask(step, { outcome: "done", handoff: HANDOFF, learnings: [lesson] })).facts.state).toBe(
        "done",
      );
  }
  expect(told.calls.at(-1)).toBe("finish_job");
  expect(told.refusals).toEqual([]);
  expect(told.calls.length).toBeLessThanOrEqual(MOST_CALLS);
  const before = [INSTRUCTIONS.worker, INSTRUCTIONS_BLOCK, await client.read("agentops://brief")];
  const all = told.tokens + before.reduce((sum, text) => sum + tokensOf(text), 0);
  expect(all).toBeLessThanOrEqual(MOST_TOKENS);
});

it("stays within them where much is known, and with every call that a job may want", async () => {
  const author = await clients.start("author");
  const reader = await clients.start("reader");
  for (let at = 0; at < 12; at += 1) {
    const { facts, text } = await author.call("record_learning", {
      ...LESSON,
      title: `Sum ${WORDS[at]} fails where src/${WORDS[at]}.txt is ${WORDS[at]}`,
      body: `\`sh test/${WORDS[at]}.sh\` ends with ${at + 1} where src/${WORDS[at]}.txt lacks its ${WORDS[at]} line: the sum drops it without a word. ${"It reads the file as it was at the start of the day, so write it before noon. ".repeat(3)}Restart ${WORDS[at]} afterwards.`,
      paths: ["src/sum.txt"],
    });
    expect(text).not.toContain("REFUSED");
    await reader.call("cite_learnings", { citations: [{ id: facts.id, outcome: "applied" }] });
  }
  await queue("Make the sum 2 where it fails", ["src/**"], ["sum passes: src/sum.txt holds 2"]);
  const client = await clients.start("worker");
  const { ask, told } = counted(client);
  const before = [INSTRUCTIONS.worker, INSTRUCTIONS_BLOCK, await client.read("agentops://brief")];
  const { worktree } = (await ask("start_job", {})).facts as { worktree: string };
  await ask("retrieve_context", { task: "the sum fails", paths: ["src/sum.txt"] });
  await ask("check_action", { action: "write", target: [path.join(worktree, "src/sum.txt")] });
  commitIn(worktree, { "src/sum.txt": "2\n" });
  await ask("report_progress", { note: "src/sum.txt holds 2" });
  const lesson = await ask("record_learning", LESSON);
  await ask("check_ratchet", {});
  const criteria = [{ id: "sum", text: "src/sum.txt holds 2", check: "sum" }];
  const claim = await ask("submit_claim", { statement: "The sum is 2", criteria });
  await ask("request_verdict", { claim: claim.facts.id, wait_seconds: 50 });
  await ask("finish_job", { outcome: "done", handoff: HANDOFF, learnings: [lesson.facts.id] });
  expect(told.refusals).toEqual([]);
  expect(told.calls).toHaveLength(MOST_CALLS);
  const all = told.tokens + before.reduce((sum, text) => sum + tokensOf(text), 0);
  expect(all).toBeLessThanOrEqual(MOST_TOKENS);
});

const WORDS = "lexer parser printer router socket buffer mirror ladder engine branch folder market".split(
  " ",
);

/** What went wrong in sessions of models: each is answered with what to do, or is no mistake any more. */
describe("the mistakes of real sessions", () => {
  let worker: TestClient;
  let worktree: string;
  let notes: string[];
  beforeEach(async () => {
    await queue("Make the sum 2", ["src/**", "legacy/**"], ["sum passes"]);
    worker = await clients.start("worker");
    const { facts } = await worker.call("start_job", {});
    worktree = String(facts.worktree);
    notes = facts.notes as string[];
  });
  /** The same session, from a server that runs in the job's own worktree. */
  const fromInside = async <T>(work: (client: TestClient) => Promise<T>): Promise<T> => {
    const inside = await inProcess(worktree, { session: "worker" });
    return work(inside).finally(() => inside.close());
  };
  const CRITERIA = [{ id: "sum", text: "it holds", check: "sum" }];
  const claimOf = (more = {}) =>
    worker.call("submit_claim", { statement: "The sum is 2", criteria: CRITERIA, ...more });
  const allowed = async (action: string, ...target: string[]) =>
    (await worker.call("check_action", { action, target })).facts.decision;

  it("a check that base does not have: the answer names those that it has", async () => {
    commitIn(worktree, { "src/sum.txt": "2\n" });
    expect((await claimOf({ criteria: [{ ...CRITERIA[0], check: "unit" }] })).text).toContain(
      "Base knows: sum, pages.",
    );
  });

  it("a criterion without a check: the answer says to name one, or to have it judged", async () => {
    commitIn(worktree, { "src/sum.txt": "2\n" });
    expect((await claimOf({ criteria: [{ id: "a", text: "b" }] })).text).toMatch(
      /Name its check, or claim with risk high/,
    );
  });

  it("several faults at once: all are told in one answer", async () => {
    commitIn(worktree, { "src/sum.txt": "2\n", "docs/a.md": "other\n", "legacy/old.txt": "2\n" });
    const { text } = await claimOf({ criteria: [{ ...CRITERIA[0], check: "unit" }] });
    for (const part of ["criteria.0.check", "OUTSIDE_ENVELOPE", "record_research"])
      expect(text).toContain(part);
  });

  it("stray files: the way out that the refusal names is allowed", async () => {
    commitIn(worktree, { "docs/a.md": "other\n", "docs/new.md": "x\n" });
    expect((await claimOf()).text).toMatch(/git checkout [0-9a-f]{12} -- <file>/);
    const base = git(worktree, "merge-base", "HEAD", "main").trim();
    await fromInside(async (inside) => {
      for (const line of [
        `git checkout ${base} -- docs/a.md`,
        "git rm docs/new.md",
        "git revert --no-edit HEAD",
      ]) {
        const { facts } = await inside.call("check_action", { action: "run", target: [line] });
        expect(facts.decision, line).toBe("allow");
      }
    });
  });

  it("the claim of a job in a worktree: it is the job's branch without being named", async () => {
    commitIn(worktree, { "src/sum.txt": "2\n" });
    const { facts } = await claimOf({ dry_run: true });
    expect(facts.commit).toBe(git(worktree, "rev-parse", "HEAD").trim());
  });

  it("the same for check_ratchet", async () => {
    commitIn(worktree, { "src/sum.txt": "2\n" });
    expect((await worker.call("check_ratchet", {})).facts.commit).toBe(
      git(worktree, "rev-parse", "HEAD").trim(),
    );
  });

  it("a file of the main working tree: it is outside of the job", async () => {
    expect(await allowed("write", path.join(repository.dir, "src/sum.txt"))).toBe("deny");
    expect(await allowed("write", path.join(worktree, "src/sum.txt"))).toBe("allow");
  });

  it("commands that only read need no entry", async () => {
    for (const line of ["cat src/sum.txt", "ls", "git show HEAD:src/sum.txt", "grep -n 1 src/sum.txt"])
      expect(await allowed("run", line), line).toBe("allow");
  });

  it("research is asked for at the start, where the policy asks for it", () => {
    expect(notes).toContainEqual(expect.stringContaining("record_research before you edit"));
  });

  it("a second job while one is held: the answer names it", async () => {
    expect((await worker.call("start_job", { title: "Another", write: ["docs/**"] })).text).toMatch(
      /JOB_REFUSED.*j-\w+/s,
    );
  });

  it("an end without lessons or a handoff: all gaps are told, and who drafts lessons", async () => {
    const { text } = await worker.call("finish_job", { outcome: "done", handoff: { goal: "g" } });
    for (const part of ["handoff lacks done, decisions, next", "none_because", "extract_learnings"])
      expect(text).toContain(part);
  });

  it("an end before the verdict that the policy wants: the answer says which claim is missing", async () => {
    const { text } = await worker.call("finish_job", {
      outcome: "done",
      handoff: HANDOFF,
      none_because: "none",
    });
    expect(text).toMatch(/JOB_REFUSED.*submit_claim/s);
  });

  it("HEAD as evidence is the claimed commit", async () => {
    commitIn(worktree, { "src/sum.txt": "2\n" });
    expect((await claimOf({ evidence: [{ type: "commit", ref: "HEAD" }], dry_run: true })).isError).toBe(
      false,
    );
  });

  it("a name of an argument that is nearly right is understood, and told", async () => {
    const { text, isError } = await worker.call("report_progress", { notes: "half of it" });
    expect(isError && !text.includes("note")).toBe(false);
  });

  it("a tool that is not there: the answer names the nearest one", async () => {
    expect((await worker.call("request_verdicts", { claim: "x" })).text).toContain("request_verdict");
  });

  it("an end from inside the job's own worktree is an end all the same", async () => {
    commitIn(worktree, { "src/sum.txt": "2\n" });
    const claimed = await claimOf();
    await worker.call("request_verdict", { claim: claimed.facts.id, wait_seconds: 50 });
    const end = { outcome: "done", handoff: HANDOFF, none_because: "none" };
    const { facts } = await fromInside((inside) => inside.call("finish_job", end));
    expect(facts).toMatchObject({ state: "done" });
    expect(facts.notes).toContainEqual(
      expect.stringMatching(/kept: this session works in it; .*git worktree remove/),
    );
  });
});
