// A worker knows at the start of a job what decides at its end, and a refusal names all that is wrong at once.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { TestClient } from "../support/client.ts";
import { clientsIn } from "../support/clients.ts";
import { createRepository, git, type TestRepository } from "../support/repository.ts";

const CONFIG = `checks:
  - { id: unit, run: [npm, test], inputs: ["src/**", "!src/generated/**"] }
  - { id: pages, run: [npm, run, pages], inputs: ["docs/**"] }
levels: [{ paths: ["src/**"], level: L2 }]
research: { paths: ["src/**"] }
envelope: { write: ["src/**"], commands: [] }
`;

let repository: TestRepository;
const clients = clientsIn(() => repository.dir);
beforeEach(() => {
  repository = createRepository();
  repository.commit({ ".agentops/config.yaml": CONFIG, "src/a.ts": "1\n", "lib/b.ts": "1\n" });
  repository.git("checkout", "-q", "-b", "work");
});
afterEach(async () => {
  await clients.closeAll();
  repository.remove();
});

const supervisor = (): Promise<TestClient> => clients.start("boss", ["--role", "supervisor"]);

it("a job's first answer says what its claim has to pass, and in which order it ends", async () => {
  const worker = await clients.start("worker");
  const { facts } = await worker.call("start_job", { title: "Make the sum exact", write: ["src/**"] });
  expect(facts.notes).not.toContainEqual(expect.stringContaining("unknown"));
  expect(facts.brief).toContain(
    "Checks for this scope:\n- unit: npm test\nRisk low: for some paths a judge or a person has to pass the claim too (L2), without your doing.",
  );
  expect(facts.brief).toMatch(/record_learning .*, commit, submit_claim .*, request_verdict, finish_job\./);
});

it("nothing is said of checks where base has none", async () => {
  repository.git("checkout", "-q", "main");
  repository.commit({ ".agentops/config.yaml": "checks: []\n" });
  const worker = await clients.start("worker");
  const { facts } = await worker.call("start_job", { title: "Make the sum exact", write: ["src/**"] });
  expect(facts.brief).not.toMatch(/Checks|At the end/);
});

it.each([
  ["nothing of its scope", ["docs/**", "lib/b.ts"], true],
  ["a part of its scope", ["docs/**", "src/a.ts"], false],
  ["nothing, as it is to write nothing", [], false],
])("a job of which the envelope lets in %s", async (_, write, isTold) => {
  const worker = await clients.start("worker");
  const { facts } = await worker.call("start_job", { title: "Make the sum exact", write });
  expect(String(facts.notes).includes("lies inside the envelope: escalate")).toBe(isTold);
});

it("a check whose id base has changed meanwhile is named with those that there are", async () => {
  const worker = await clients.start("worker");
  await worker.call("start_job", { title: "Make the sum exact", write: ["src/**"] });
  await worker.call("record_research", {
    paths: ["src/**"],
    question: "How is the sum made in src/a.ts?",
    findings: [{ text: "src/a.ts holds one number, which callers add up themselves." }],
  });
  repository.commit({ "src/a.ts": "2\n" });
  repository.git("checkout", "-q", "main");
  repository.commit({ ".agentops/config.yaml": CONFIG.replace("id: unit", "id: sums") });
  repository.git("checkout", "-q", "work");
  const claim = {
    statement: "the sum is exact",
    criteria: [{ id: "exact", text: "it is exact", check: "unit" }],
  };
  const { text } = await worker.call("submit_claim", claim);
  expect(text).toMatch(/criteria\.0\.check.*Base knows: sums, pages\./s);
});

it("a refused claim names every fault, and how each is mended", async () => {
  repository.commit({ "src/a.ts": "2\n", "lib/b.ts": "2\n" });
  const worker = await clients.start("worker");
  const { text, isError } = await worker.call("submit_claim", {
    statement: "the sum is exact",
    criteria: [{ id: "exact", text: "the sum is exact", check: "nit" }],
  });
  expect(isError).toBe(true);
  for (const part of [
    /CLAIM_REFUSED: criteria\.0\.check/,
    /OUTSIDE_ENVELOPE: .*lib\/b\.ts/,
    /Base knows: unit, pages\./,
    /git checkout [0-9a-f]{12} -- <file>/,
    /record_research/,
  ])
    expect(text).toMatch(part);
});

it("agentops://jobs lists them, those that are open first", async () => {
  const boss = await supervisor();
  expect(await boss.read("agentops://jobs")).toContain("There are no jobs");
  const { facts, text } = await boss.call("create_job", {
    title: 'A job named "nobody"',
    write: ["src/**"],
    acceptance: ["unit passes"],
  });
  const worker = await clients.start("worker");
  const own = await worker.call("start_job", { title: "Make the sum exact", write: ["src/**"] });
  await worker.call("finish_job", {
    outcome: "dropped",
    handoff: { goal: "g", done: "nothing", decisions: "none", next: "none" },
    none_because: "nothing new",
  });
  const lines = (await boss.read("agentops://jobs")).split("\n").filter((line) => line.startsWith("- "));
  expect(lines, text).toHaveLength(2);
  expect(lines.find((line) => line.includes(String(facts.id ?? facts.job)))).toContain(
    "\"A job named 'nobody'\"",
  );
  expect(lines.some((line) => line.includes(String(own.facts.job)))).toBe(true);
});

it("an end without a passed claim says so, and which question is closed unanswered with it", async () => {
  const worker = await clients.start("worker");
  await worker.call("start_job", { title: "Make the sum exact", write: ["docs/**"] });
  const asked = await worker.call("escalate", {
    tried: "a sum in cents",
    failed: "it rounds",
    evidence: "src/a.ts",
    hypothesis: "floats",
    ask: "may the sum be a string?",
  });
  expect(asked.isError, asked.text).toBe(false);
  const { facts, text } = await worker.call("finish_job", {
    outcome: "done",
    handoff: { goal: "g", done: "all", decisions: "none", next: "none" },
    none_because: "nothing new",
  });
  expect(facts.notes, text).toEqual([
    "no claim of this job has passed: it is done by your word alone",
    `your question ${asked.facts.id} is closed with it, unanswered`,
  ]);
});

it("a claim of an isolated job is about its own branch, wherever it is made", async () => {
  const worker = await clients.start("worker");
  const { facts: job } = await worker.call("start_job", {
    title: "Make the sum exact",
    write: ["src/**"],
    isolate: true,
  });
  writeFileSync(path.join(String(job.worktree), "src/a.ts"), "3\n");
  const author = ["-c", "user.name=worker", "-c", "user.email=worker@example.org"];
  git(String(job.worktree), ...author, "commit", "-qam", "fix: exact");
  const { text } = await worker.call("submit_claim", {
    statement: "the sum is exact",
    criteria: [{ id: "exact", text: "the sum is exact", check: "nit" }],
  });
  // The check is none; what is said of research tells that the change is seen.
  expect(text).toMatch(/record_research/);
  expect(text).not.toContain("OUTSIDE_ENVELOPE");
});

it("finished branches that are not merged and touch the same paths are named, and a job may begin at one", async () => {
  repository.git("checkout", "-q", "main");
  const handoff = { goal: "g", done: "d", decisions: "x", next: "n" };
  const first = await clients.start("first");
  const { facts } = await first.call("start_job", { title: "Sum it", write: ["lib/**"], isolate: true });
  const [folder, branch] = [String(facts.worktree), String(facts.branch)];
  writeFileSync(path.join(folder, "lib/b.ts"), "2\n");
  git(folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qam", "feat: sum");
  const finished = await first.call("finish_job", { outcome: "done", handoff, none_because: "nothing new" });
  expect(finished.facts.notes).toContainEqual(
    `${branch} is left to merge for a person or who queued the job, and not for you`,
  );

  const second = await clients.start("second");
  const near = await second.call("start_job", { title: "Halve it", write: ["lib/**"] });
  const warned = `${facts.job} is done and not merged, and changes lib/b.ts on ${branch}: build on it (git merge ${branch};`;
  expect(near.facts.notes).toContainEqual(expect.stringContaining(warned));
  const handOff = { outcome: "hand_off", handoff, none_because: "nothing new" };
  await second.call("finish_job", handOff);

  const third = await clients.start("third");
  const elsewhere = await third.call("start_job", { title: "Document it", write: ["docs/**"] });
  expect(JSON.stringify(elsewhere.facts.notes)).not.toContain("not merged");

  const fourth = await clients.start("fourth");
  const unknown = await fourth.call("start_job", { title: "Round it", write: ["lib/**"], from: "gone" });
  expect(unknown.text).toContain("NOT_FOUND");
  const built = await fourth.call("start_job", { title: "Round it", write: ["lib/**"], from: branch });
  expect(git(String(built.facts.worktree), "show", "HEAD:lib/b.ts")).toBe("2\n");
  expect(JSON.stringify(built.facts.notes)).not.toContain("not merged");

  await fourth.call("finish_job", handOff);

  // A squash merges it without its commits.
  repository.commit({ "lib/b.ts": "2\n" });
  const fifth = await clients.start("fifth");
  const merged = await fifth.call("start_job", { title: "Double it", write: ["lib/**"] });
  expect(JSON.stringify(merged.facts.notes)).not.toContain("not merged");
});

it("pages that change with everything else hold up no job but one that writes pages alone", async () => {
  repository.git("checkout", "-q", "main");
  const handoff = { goal: "g", done: "d", decisions: "x", next: "n" };
  const first = await clients.start("first");
  const own = { title: "Sum it", write: ["lib/**", "docs/**", "CHANGELOG.md"], isolate: true };
  const { facts } = await first.call("start_job", own);
  const folder = String(facts.worktree);
  writeFileSync(path.join(folder, "CHANGELOG.md"), "- a sum\n");
  git(folder, "add", "-A");
  git(folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "feat: sum");
  const ended = await first.call("finish_job", { outcome: "done", handoff, none_because: "nothing new" });
  expect(ended.isError, ended.text).toBe(false);
  for (const [title, write, isTold] of [
    ["Halve it", ["src/**", "CHANGELOG.md"], false],
    ["Release it", ["CHANGELOG.md"], true],
  ] as const) {
    const next = await clients.start(title.slice(0, 4));
    const { facts: begun, text } = await next.call("start_job", { title, write });
    expect(begun.notes, text).toBeDefined();
    expect(JSON.stringify(begun.notes).includes("not merged")).toBe(isTold);
    const left = await next.call("finish_job", { outcome: "hand_off", handoff, none_because: "nothing new" });
    expect(left.isError, left.text).toBe(false);
  }
});
