// The time of day is set by hours, between calls and differently in each process: who holds a job does not depend on it.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startClient, type TestClient } from "../support/client.ts";
import { EMPTY_HOME, fsck } from "../support/journal.ts";
import {
  createRepository,
  removeFolder,
  type TestRepository,
  temporaryFolder,
} from "../support/repository.ts";

const HANDOFF = { goal: "parse", done: "the lexer", decisions: "no regex", next: "the parser" };
const closing = (outcome: string) => ({ outcome, handoff: HANDOFF, none_because: "nothing new" });
const HOUR = 3_600_000;

/** Date in a process, ahead by what a file says at that moment; `process.hrtime` and `performance.now` stay as they are. */
const SET_CLOCK = `
const { readFileSync } = require("node:fs");
const ahead = () => Number(readFileSync(process.env.CLOCK_FILE, "utf8"));
const Real = Date;
globalThis.Date = class extends Real {
  constructor(...args) { args.length === 0 ? super(Real.now() + ahead()) : super(...args); }
  static now() { return Real.now() + ahead(); }
};
`;
let repository: TestRepository;
let folder: string;
let clients: TestClient[] = [];

beforeEach(() => {
  repository = createRepository();
  repository.commit({ ".agentops/config.yaml": "jobs: { lease_seconds: 60 }\n" });
  folder = temporaryFolder();
  writeFileSync(path.join(folder, "set-clock.cjs"), SET_CLOCK);
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  clients = [];
  removeFolder(`${repository.dir}-jobs`);
  removeFolder(folder);
  repository.remove();
});

const setClock = (session: string, hours: number): void =>
  writeFileSync(path.join(folder, session), String(hours * HOUR));

async function start(session: string, hours: number, args: string[] = []): Promise<TestClient> {
  setClock(session, hours);
  const env = {
    HOME: EMPTY_HOME,
    NODE_OPTIONS: `--require ${path.join(folder, "set-clock.cjs")}`,
    CLOCK_FILE: path.join(folder, session),
  };
  const client = await startClient(repository.dir, { session, args, env });
  clients.push(client);
  return client;
}

async function queued(...jobs: Record<string, unknown>[]): Promise<string[]> {
  const boss = await start("boss", 0, ["--role", "supervisor"]);
  const made: string[] = [];
  for (const job of jobs) made.push(String((await boss.call("create_job", job)).facts.id));
  return made;
}

it.each([
  ["forward", [0, 3, 26]],
  ["back", [0, -3, -26]],
  ["to and fro", [5, -5, 2]],
])("a job is begun, worked on and finished while the clock jumps %s", async (_, hours) => {
  const [job] = await queued({ title: "Parse", write: ["a/**"] });
  const [at = 0, then = 0, last = 0] = hours;
  const worker = await start("worker", at);
  expect((await worker.call("start_job", { job })).facts).toMatchObject({ token: 1 });
  setClock("worker", then);
  const rival = await start("rival", last);
  expect((await rival.call("start_job", { job })).text).toMatch(/is held by session worker/);
  expect((await worker.call("report_progress", { note: "a step" })).facts).toMatchObject({
    token: 1,
    advice: null,
  });
  setClock("rival", then);
  expect((await rival.call("start_job", { job })).text).toMatch(/is held by session worker/);
  setClock("worker", last);
  expect((await worker.call("finish_job", closing("hand_off"))).facts).toMatchObject({ state: "open" });
  const { facts, text } = await rival.call("start_job", { job });
  expect(facts, text).toMatchObject({ token: 2 });
  expect(facts.brief).toContain("the parser");
  expect((await worker.call("report_progress", { note: "late" })).isError).toBe(true);
  expect((await rival.call("finish_job", closing("done"))).facts).toMatchObject({ state: "done" });
});

it("of eight whose clocks differ by hours one gets the job, and no two get jobs that overlap", async () => {
  const jobs = await queued(
    { title: "One", write: ["a/**"] },
    ...["Two", "Three", "Four"].map((title) => ({ title, write: ["shared/**"] })),
  );
  const workers = await Promise.all([...Array(8).keys()].map((at) => start(`worker-${at}`, (at - 4) * 3)));
  const first = await Promise.all(workers.map((worker) => worker.call("start_job", { job: jobs[0] })));
  expect(first.filter(({ isError }) => !isError)).toHaveLength(1);
  const rest = workers.filter((_, at) => first[at]?.isError);
  for (let round = 0; round < 3; round++) {
    const answers = await Promise.all(rest.map((worker) => worker.call("start_job")));
    const won = rest.filter((_, at) => answers[at]?.facts.job !== undefined);
    expect(won, answers.map(({ text }) => text).join("\n")).toHaveLength(1);
    await won[0]?.call("finish_job", closing("done"));
  }
  expect(fsck(repository.dir)).toBe("");
});

it("whoever lost its job is told so, although the clock was set back and its server restarted before", async () => {
  const [one, two] = await queued({ title: "One", write: ["a/**"] }, { title: "Two", write: ["b/**"] });
  const before = await start("worker", 3);
  await before.call("start_job", { job: one });
  await before.call("finish_job", closing("done"));
  await before.close();
  const worker = await start("worker", -3);
  expect((await worker.call("start_job", { job: two })).facts).toMatchObject({ token: 1 });
  for (let at = 0; at < 3; at++)
    await worker.call("report_progress", { note: `no ${at}`, approach: "the same", failed: true });
  expect((await worker.call("report_progress", { note: "late" })).text).toMatch(/^LEASE_LOST/);
  expect((await worker.call("finish_job", closing("done"))).text).toMatch(/^LEASE_LOST/);
});
