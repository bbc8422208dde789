// Leases and starts that nobody of ours has written: they lock nobody out for good, and take no job from who holds it.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fullJobName } from "../../src/jobs/job-name.ts";
import { runOnTerminal } from "../cli/run-cli.ts";
import { clientsIn, withClient } from "../support/clients.ts";
import { command } from "../support/command.ts";
import { cloneRefs, EMPTY_HOME, journalFiles, plant } from "../support/journal.ts";
import { encodeRecord, recordPath } from "../support/kinds.ts";
import { idOf } from "../support/records.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

const HANDOFF = { goal: "parse", done: "the lexer", decisions: "no regex", next: "the parser" };
const DONE = { outcome: "done", handoff: HANDOFF, none_because: "nothing new" };
const LEASE_SECONDS = 1;
let repository: TestRepository;
const { start, closeAll } = clientsIn(() => repository.dir);

function create(): void {
  repository = createRepository();
  repository.commit({ ".agentops/config.yaml": `jobs: { lease_seconds: ${LEASE_SECONDS} }\n` });
}
afterEach(closeAll);

interface Queued {
  readonly name: string;
  readonly id: string;
}

/** Names and records of new jobs, each of which writes to a folder of its own. */
const queued = (count: number): Promise<Queued[]> =>
  withClient(repository.dir, { session: "boss", args: ["--role", "supervisor"] }, async (boss) => {
    const jobs: Queued[] = [];
    for (let at = 0; at < count; at += 1) {
      const { facts } = await boss.call("create_job", { title: `Parse ${at}`, write: [`parse-${at}/**`] });
      jobs.push({ name: String(facts.id), id: String(facts.record) });
    }
    return jobs;
  });

const blob = (content: string): string => {
  const file = path.join(repository.dir, ".git", "content");
  writeFileSync(file, content);
  return repository.git("hash-object", "-w", file).trim();
};
const head = (what: string) => repository.git("rev-parse", what).trim();
/** The bytes of the ref's file. */
const REFS: readonly (readonly [string, (job: string) => string])[] = [
  ["a blob of garbage", () => blob("garbage")],
  ["a blob of a megabyte", () => blob("x".repeat(1 << 20))],
  ["a commit", () => head("HEAD")],
  ["a tree", () => head("HEAD^{tree}")],
  ["an object that is not there", () => "1".repeat(40)],
  ["nothing, as after a power cut", () => ""],
  ["words", () => "no object id"],
  ["a branch, as a symbolic ref", () => "ref: refs/heads/main"],
  ["a branch that is not there", () => "ref: refs/heads/none"],
  ["another job's lease", () => lease(idOf(7), {})],
  ["a lease with the highest token", (job) => lease(job, { token: 1_000_000_000 })],
  ["a lease with a token that is none", (job) => lease(job, { token: 1e15 })],
  ["a lease from the future", (job) => lease(job, { token: 0, beat: 1e15 })],
  ["a lease of another machine", (job) => lease(job, { token: 0, boot: "another", beat: -1 })],
];

function lease(job: string, changes: Record<string, unknown>): string {
  const common = { job, session: "thief", clone: "zzzzzzzzzz", token: 1, boot: null, since: 0, beat: 0 };
  return blob(JSON.stringify({ ...common, ...changes }));
}

function forge(job: string, content: string): void {
  const file = path.join(repository.dir, ".git/refs/agentops/leases", job);
  mkdirSync(path.dirname(file), { recursive: true });
  rmSync(file, { force: true });
  writeFileSync(file, content === "" ? "" : `${content}\n`);
}

/** One repository for all, with two jobs for each; what was forged goes with its test. */
describe("in the place of a job's lease", () => {
  let jobs: Queued[] = [];
  const next = (): Queued => jobs.pop() ?? expect.fail("no job is left");
  beforeAll(async () => {
    create();
    jobs = await queued(2 * REFS.length);
  });
  afterEach(() =>
    rmSync(path.join(repository.dir, ".git/refs/agentops/leases"), { recursive: true, force: true }),
  );
  afterAll(() => repository.remove());

  describe.each(REFS)("a lease that is %s", (_, content) => {
    it("is waited for no longer than any lease, and then taken over", async () => {
      const { name, id } = next();
      forge(id, content(id));
      const worker = await start("worker");
      let begun = await worker.call("start_job", { job: name });
      if (begun.isError) {
        expect(begun.text).toMatch(/^JOB_REFUSED: .* is held by session/);
        await sleep(LEASE_SECONDS * 1_000 + 300);
        begun = await worker.call("start_job", { job: name });
      }
      expect(begun.facts, begun.text).toMatchObject({ job: name, token: 1 });
      expect((await worker.call("finish_job", DONE)).facts).toMatchObject({ state: "done" });
    });

    it("takes no job from its holder", async () => {
      const { name, id } = next();
      const worker = await start("worker");
      await worker.call("start_job", { job: name });
      forge(id, content(id));
      const step = await worker.call("report_progress", { note: "a step" });
      expect(step.facts, step.text).toMatchObject({ token: 1 });
      forge(id, content(id));
      expect((await worker.call("finish_job", DONE)).facts).toMatchObject({ state: "done" });
      expect(await command(repository.dir, ["jobs", "--all"])).toMatchObject({ code: 0 });
    });
  });
});

describe.runIf(process.platform === "linux")("a start with the highest token", () => {
  beforeEach(create);
  afterEach(() => repository.remove());

  it("of a clone that wrote it in its own name gives nobody the job, and can be released", async () => {
    const [{ name, id } = { name: "", id: "" }] = await queued(1);
    const worker = await start("worker");
    await worker.call("start_job", { job: name });
    const file = journalFiles(repository).find((each) => each.includes(":job_event/")) ?? "";
    const stored = JSON.parse(repository.git("show", file));
    const forged = { ...stored, id: idOf(9), session: "thief", clone: "zzzzzzzzzz", token: 1_000_000_000 };
    plant(repository.dir, "zzzzzzzzzz", { [recordPath(forged)]: encodeRecord(forged) });
    expect(cloneRefs(repository)).toHaveLength(2);
    expect((await worker.call("report_progress", { note: "a step" })).facts).toMatchObject({ token: 1 });
    const page = await worker.read(`agentops://jobs/${name}`);
    expect(page).toContain("does not count: leaves out more than 1000 tokens after token 1");
    const released = runOnTerminal(repository.dir, ["jobs", "release", name, "--reason", "x", "--yes"], {
      home: EMPTY_HOME,
    });
    expect(released.output).toContain("token 2");
    expect(fullJobName(id)).toContain(name);
    expect((await (await start("second")).call("start_job", { job: name })).facts).toMatchObject({
      token: 3,
    });
  });
});
