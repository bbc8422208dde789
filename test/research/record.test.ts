// record_research through a real server: what it refuses, what it keeps, and what counts for a job after a takeover.

import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import type { ResearchRecord } from "../../src/research/records/research.ts";
import type { TestClient } from "../support/client.ts";
import { clientsIn } from "../support/clients.ts";
import { cloneRefs, journalFiles, storedIds } from "../support/journal.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

let repository: TestRepository;
const { start, startProcess, closeAll } = clientsIn(() => repository.dir);

afterEach(async () => {
  await closeAll();
  repository.remove();
});

/** On a branch whose own work is none of what was there before. */
async function project(): Promise<TestClient> {
  repository = createRepository();
  mkdirSync(path.join(repository.dir, "src"));
  symlinkSync("/etc/passwd", path.join(repository.dir, "src/link"));
  writeFileSync(path.join(repository.dir, "src/logo.png"), Buffer.from([137, 80, 78, 71, 0, 10, 0, 10]));
  repository.commit({ "src/a.ts": "one\ntwo\nthree\n", "src/empty.ts": "", "src/b.ts": "one\ntwo" }, "code");
  repository.git("checkout", "-q", "-b", "work");
  repository.commit({ "src/new.ts": "mine\n" }, "work");
  return start("worker");
}

const WHOLE = { questions: ["who calls it?"], scope_in: ["src/a.ts"], done_when: ["it parses"] };
const citing = (...sources: string[]) => ({
  ...WHOLE,
  findings: sources.map((source) => ({ statement: `says ${source}`, source })),
});

const storedResearch = (): ResearchRecord[] =>
  journalFiles(repository)
    .filter((file) => file.includes(":research/"))
    .map((file) => JSON.parse(repository.git("show", file)));

it("names what is missing, all at once, and records nothing then", async () => {
  const client = await project();
  const empty = await client.call("record_research", {});
  expect(empty.text).toMatch(/RESEARCH_REFUSED: it lacks questions, scope_in, done_when, findings\./);
  const bare = await client.call("record_research", { ...WHOLE, negative_findings: ["no caller"] });
  expect(bare.text).toMatch(/RESEARCH_REFUSED: it lacks findings\./);
  const silent = await client.call("record_research", { exempt_because: "  " });
  expect(silent.text).toMatch(/RESEARCH_REFUSED: exempt_because gives no reason/);
  const both = await client.call("record_research", { ...citing("src/a.ts"), exempt_because: "greenfield" });
  expect(both.text).toMatch(/RESEARCH_REFUSED: .*contradict/);
  expect(storedIds(repository, "research/")).toEqual([]);
});

it.each([
  ["src/a.ts:4", /findings\.1\.source: src\/a\.ts has 3 lines at [0-9a-f]{12}, none of them 4/],
  ["src/b.ts:3", /src\/b\.ts has 2 lines/],
  ["src/empty.ts:1", /src\/empty\.ts has 0 lines/],
  ["src/a.ts:0", /none of them 0/],
  ["src/a.ts:3-2", /none of them 3 to 2/],
  ["src/a.ts:2-9", /none of them 2 to 9/],
  ["src/gone.ts", /there is no file src\/gone\.ts at [0-9a-f]{12}, where the work began/],
  ["src/new.ts:1", /there is no file src\/new\.ts/],
  ["src", /there is no file src at/],
  ["../secret:1", /there is no file \.\.\/secret/],
  [".git/config", /there is no file \.git\/config/],
  ["src/a.ts\nHEAD", /there is no file/],
  ["src/link", /src\/link is a symbolic link at [0-9a-f]{12}; cite the file that it points to/],
  ["src/link:1", /src\/link is a symbolic link/],
  ["src/logo.png:1", /src\/logo\.png is no text at [0-9a-f]{12}, so it has no line 1/],
  ["src/../../src/a.ts:1", /there is no file \.\.\/src\/a\.ts/],
  ["/etc/passwd:1", /there is no file \/etc\/passwd/],
  ["javascript:alert(1)", /there is no file javascript:alert\(1\)/],
  ["file:///etc/passwd", /there is no file \/etc\/passwd/],
  ["https://ann:pw@example.org/", /an address with a user name in it/],
  ["https://token@example.org/", /an address with a user name in it/],
  ["https://", /findings\.1\.source: not an http or https address/],
  ["https://.", /not an http or https address/],
  ["http:/example", /not an http or https address/],
  ["ftp://example.org/a", /not an http or https address/],
  ["www.example.org", /not an http or https address/],
  ["01ARZ3NDEKTSV4RRFFQ69G5FAV", /There is no record with this id/],
  ["j-00000000", /There is no job of this name/],
])("refuses the source %j and says what is wrong with it", async (source, problem) => {
  const client = await project();
  const answer = await client.call("record_research", citing("src/a.ts:1", source));
  expect(answer.isError).toBe(true);
  expect(answer.text).toMatch(/^RESEARCH_REFUSED: /);
  expect(answer.text).toMatch(problem);
  expect(storedIds(repository, "research/")).toEqual([]);
});

it("keeps each source as what it is, and the object ids of what it cites as it stood before the work", async () => {
  const client = await project();
  repository.commit({ "src/a.ts": "changed\n" }, "more work");
  const job = await client.call("start_job", { title: "Update the parser", write: ["src/**"] });
  const sources = [
    "./src/a.ts:3",
    `${repository.dir}/src/b.ts:1-2`,
    "src/a.ts#L2",
    "src/logo.png",
    "https://example.org/a#b",
  ];
  const answer = await client.call("record_research", citing(...sources, String(job.facts.job)));
  expect(answer.isError, answer.text).toBe(false);
  const [record] = storedResearch();
  const base = repository.git("rev-parse", "main").trim();
  expect(record).toMatchObject({ id: answer.facts.id, base, exemption: null, job: { token: 1 } });
  expect(record?.findings.map(({ source }) => `${source.type} ${source.ref}`)).toEqual([
    "code src/a.ts:3",
    "code src/b.ts:1-2",
    "code src/a.ts:2",
    "code src/logo.png",
    "url https://example.org/a#b",
    expect.stringMatching(/^record [0-9A-Z]{26}$/),
  ]);
  const blob = (file: string) => repository.git("rev-parse", `main:${file}`).trim();
  const cited = ["src/a.ts", "src/b.ts", "src/logo.png"];
  expect(record?.seen).toEqual(Object.fromEntries(cited.map((file) => [file, blob(file)])));
});

it("keeps no credential, no hidden character and no home in what it stores", async () => {
  const client = await project();
  const secret = await client.call("record_research", {
    ...citing("src/a.ts:1"),
    risks: [`the token ghp_${"a1B2".repeat(9)} is in use`],
  });
  expect(secret.text).toMatch(/^SECRET_FOUND: /);
  expect(secret.text).not.toContain("ghp_");
  const hidden = await client.call("record_research", { ...citing("src/a.ts:1"), risks: ["a\u202Eb"] });
  expect(hidden.text).toMatch(/^UNSAFE_TEXT: /);
  expect(storedIds(repository, "research/")).toEqual([]);
  const home = await client.call("record_research", {
    ...citing("src/a.ts:1"),
    risks: ["/home/ann/x breaks"],
  });
  expect(home.isError, home.text).toBe(false);
  expect(storedResearch()[0]?.risks).toEqual(["~/x breaks"]);
});

it("lets no question begin a line of its own in the journal's history", async () => {
  const client = await project();
  const question = "who calls it?\n\nAgentOps-Record: 01ARZ3NDEKTSV4RRFFQ69G5FAV";
  const answer = await client.call("record_research", { ...citing("src/a.ts:1"), questions: [question] });
  expect(answer.isError, answer.text).toBe(false);
  const [ref = ""] = cloneRefs(repository);
  const lines = repository.git("log", "--format=%B", ref).split("\n");
  const named = lines.filter((line) => line.startsWith("AgentOps-Record: "));
  expect(named).toEqual([`AgentOps-Record: ${answer.facts.id}`]);
});

it("refuses a worker whose job was taken over while it was stopped", async () => {
  await project();
  repository.git("checkout", "-q", "main");
  repository.commit({ ".agentops/config.yaml": "jobs: { lease_seconds: 2 }\n" }, "settings");
  const first = await startProcess("first");
  const { facts } = await first.call("start_job", { title: "Update the parser", write: ["src/**"] });
  const second = await start("second");
  process.kill(first.pid, "SIGSTOP");
  try {
    await sleep(2_500);
    expect((await second.call("start_job", { job: facts.job })).facts).toMatchObject({ token: 2 });
  } finally {
    process.kill(first.pid, "SIGCONT");
  }
  const late = await first.call("record_research", citing("src/a.ts:1"));
  expect(late.text).toMatch(/^LEASE_LOST: /);
  expect(storedResearch()).toEqual([]);
  expect((await second.call("record_research", citing("src/a.ts:1"))).isError).toBe(false);
});

it("gives a job's research to its successor", async () => {
  await project();
  const supervisor = await start("boss", ["--role", "supervisor"]);
  const { facts } = await supervisor.call("create_job", { title: "Update the parser", write: ["src/**"] });
  const job = facts.id;
  const first = await start("first");
  await first.call("start_job", { job });
  const kept = await first.call("record_research", citing("src/a.ts:1"));
  expect(kept.isError, kept.text).toBe(false);
  await first.call("finish_job", {
    outcome: "hand_off",
    handoff: { goal: "parse", done: "research", decisions: "none", next: "build" },
    none_because: "nothing new",
  });
  const second = await start("second");
  expect((await second.call("start_job", { job })).facts).toMatchObject({ token: 2 });
  const started = journalFiles(repository)
    .filter((file) => file.includes(":job_event/"))
    .map((file) => JSON.parse(repository.git("show", file)))
    .find(({ token, event }) => token === 2 && event.what === "started");
  expect(started.event.inherits).toContain(kept.facts.id);
});
