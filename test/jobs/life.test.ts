// The life of a job out of order: ended twice, reported on too late, waiting for what failed or was stopped, failed once too often.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runOnTerminal } from "../cli/run-cli.ts";
import type { TestClient } from "../support/client.ts";
import { clientsIn } from "../support/clients.ts";
import { command } from "../support/command.ts";
import { EMPTY_HOME, storedIds } from "../support/journal.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

const HANDOFF = { goal: "parse", done: "the lexer", decisions: "no regex", next: "the parser" };
const closing = (outcome: string) => ({ outcome, handoff: HANDOFF, none_because: "nothing new" });
const REPORT = { tried: "both", failed: "they differ", evidence: "a.json", hypothesis: "h", ask: "which?" };
let repository: TestRepository;
const { start, closeAll } = clientsIn(() => repository.dir, { ownRuntime: true });

beforeEach(() => {
  repository = createRepository();
});
afterEach(async () => {
  await closeAll();
  repository.remove();
});

const boss = () => start("boss", ["--role", "supervisor"]);
const queue = async (by: TestClient, title: string, more = {}) =>
  String((await by.call("create_job", { title, write: [`${title}/**`], ...more })).facts.id);
const stateOf = async (job: string) =>
  JSON.parse((await command(repository.dir, ["jobs", job, "--json"])).stdout).state;

describe("too late", () => {
  it.each([
    ["done", "done"],
    ["failed", "open"],
    ["hand_off", "open"],
  ])("to end what was ended as %s: the answer says so, and nothing is recorded", async (outcome, state) => {
    const worker = await start("worker");
    const { job } = (await worker.call("start_job", { title: "Parse", write: ["a/**"] })).facts;
    await worker.call("finish_job", closing(outcome));
    const before = storedIds(repository, "job_event").length;
    for (const again of [closing(outcome), { ...closing("done"), job }])
      expect((await worker.call("finish_job", again)).text).toContain(
        `JOB_REFUSED: This session has finished ${job} already; it is ${state}.`,
      );
    expect((await worker.call("report_progress", { note: "late" })).text).toMatch(/^JOB_REFUSED: /);
    expect(storedIds(repository, "job_event")).toHaveLength(before);
  });

  it.runIf(process.platform === "linux")("to report on, or end, what was released", async () => {
    const [worker, second] = [await start("worker"), await start("second")];
    const { job } = (await worker.call("start_job", { title: "Parse", write: ["a/**"] })).facts;
    const released = ["jobs", "release", String(job), "--reason", "its machine is gone", "--yes"];
    expect(runOnTerminal(repository.dir, released, { home: EMPTY_HOME }).code).toBe(0);
    expect((await worker.call("report_progress", { note: "late" })).text).toMatch(/^LEASE_LOST: /);
    expect((await worker.call("finish_job", closing("done"))).text).toMatch(/^LEASE_LOST: /);
    expect((await second.call("start_job", { job })).facts).toMatchObject({ token: 3 });
    expect((await worker.call("finish_job", { ...closing("done"), job })).text).toMatch(/^LEASE_LOST: /);
    expect(await stateOf(String(job))).toBe("in_work");
  });
});

describe("a session with two jobs", () => {
  it("gets the brief of either again, ends each by its name, and has to name one", async () => {
    const worker = await start("worker");
    const [one, two] = [
      (await worker.call("start_job", { title: "One", write: ["a/**"] })).facts.job,
      (await worker.call("start_job", { title: "Two", write: ["b/**"], reason: "One waits" })).facts.job,
    ];
    for (const job of [one, two])
      expect((await worker.call("start_job", { job })).facts).toMatchObject({ job, token: 1 });
    expect((await worker.call("report_progress", { note: "a step" })).text).toMatch(/^AMBIGUOUS: /);
    expect((await worker.call("start_job", { reason: "both wait" })).text).toMatch(
      new RegExp(`^notes: No job is ready.*${one} is yours already`, "s"),
    );
    for (const job of [one, two])
      expect((await worker.call("finish_job", { ...closing("done"), job })).facts).toMatchObject({ job });
  });
});

describe("a dependency", () => {
  it.each([
    ["that failed", closing("failed"), "open"],
    ["that was handed off", closing("hand_off"), "open"],
  ])("%s holds up what waits for it, until it is done", async (_, end, state) => {
    const supervisor = await boss();
    const first = await queue(supervisor, "first");
    const then = await queue(supervisor, "then", { after: [first] });
    const worker = await start("worker");
    expect((await worker.call("start_job", { job: then })).text).toContain(`waits for ${first}`);
    await worker.call("start_job", { job: first });
    await worker.call("finish_job", end);
    expect(await stateOf(first)).toBe(state);
    expect((await worker.call("start_job", { job: then })).text).toContain(`waits for ${first}`);
    expect((await worker.call("start_job", { job: first })).facts).toMatchObject({ job: first });
    await worker.call("finish_job", closing("done"));
    expect((await worker.call("start_job")).facts).toMatchObject({ job: then });
  });

  it("that was stopped is named with its ruling", async () => {
    const supervisor = await boss();
    const first = await queue(supervisor, "first");
    const then = await queue(supervisor, "then", { after: [first] });
    const worker = await start("worker");
    await worker.call("start_job", { job: first });
    const { id } = (await worker.call("escalate", REPORT)).facts;
    const ruled = await supervisor.call("rule_on_escalation", {
      escalation: id,
      ruling: "stop",
      text: "not worth it",
      authority: "the lead",
    });
    expect(ruled.facts).toMatchObject({ dependants: [then] });
    const second = await start("second");
    expect((await second.call("start_job", { job: then })).text).toMatch(
      new RegExp(`waits for ${first}, stopped by ruling ${ruled.facts.id}`),
    );
    expect((await second.call("start_job", { job: first })).text).toMatch(/is stopped by ruling/);
  });
});

it("whose attempts are used up is nobody's until a supervisor releases it, and then may fail as often again", async () => {
  const supervisor = await boss();
  const job = await queue(supervisor, "hard", { attempts: 2 });
  const fail = async (session: string) => {
    const worker = await start(session);
    expect((await worker.call("start_job", { job })).isError).toBe(false);
    return worker.call("finish_job", closing("failed"));
  };
  expect((await fail("one")).facts).toMatchObject({ state: "open" });
  expect((await fail("two")).facts).toMatchObject({
    state: "stuck",
    notes: [expect.stringMatching(/^2 sessions failed at it: escalated as /)],
  });
  const third = await start("third");
  expect((await third.call("start_job", { job })).text).toMatch(/^JOB_REFUSED: 2 sessions failed/);
  expect((await third.call("start_job")).text).toMatch(/^notes: No job is ready/);
  if (process.platform !== "linux") return;
  const released = ["jobs", "release", job, "--reason", "the fixture is mended", "--yes"];
  expect(runOnTerminal(repository.dir, released, { home: EMPTY_HOME }).code).toBe(0);
  expect((await fail("four")).facts).toMatchObject({ state: "open" });
});

it("of the same title in the queue is no second one: whoever begins its own is told of it", async () => {
  const job = await queue(await boss(), "Parse");
  const worker = await start("worker");
  const same = await worker.call("start_job", { title: " parse ", write: ["b/**"] });
  expect(same.text).toMatch(new RegExp(`^DUPLICATE: ${job} has this title.*start_job takes that one`, "s"));
  expect((await worker.call("start_job", { job })).facts).toMatchObject({ job });
});

it("of two supervisors at once, one queues it and one release counts", async () => {
  const bosses = [await boss(), await start("other boss", ["--role", "supervisor"])];
  const made = await Promise.all(bosses.map((each) => each.call("create_job", { title: "Parse" })));
  expect(made.filter(({ isError }) => isError).map(({ text }) => text.split(":")[0])).toEqual(["DUPLICATE"]);
  const job = String(made.find(({ isError }) => !isError)?.facts.id);
  const worker = await start("worker");
  await worker.call("start_job", { job });
  const { id } = (await worker.call("escalate", REPORT)).facts;
  const rule = (ruling: string) => ({ escalation: id, ruling, text: "as it says", authority: "the lead" });
  const ruled = await Promise.all(
    bosses.map((each, at) => each.call("rule_on_escalation", rule(at === 0 ? "restart" : "vary"))),
  );
  expect(ruled.filter(({ isError }) => isError).map(({ text }) => text.split(":")[0])).toEqual([
    "RULING_REFUSED",
  ]);
  expect((await worker.call("report_progress", { note: "late" })).text).toMatch(/^LEASE_LOST: /);
});
