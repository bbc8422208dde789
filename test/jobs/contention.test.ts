// Many processes for few jobs: one winner each, no token accepted after its time, and nothing lost or written elsewhere.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ProcessClient } from "../support/client.ts";
import { inProcess } from "../support/in-process.ts";
import { fsck } from "../support/journal.ts";
import { type Crowd, contend, createCrowd, outcomeOf, SERVERS, servers, workOff } from "./crowd.ts";

/** The benchmark does the same 200 times, and with 80 jobs. */
const ROUNDS = 8;
const JOBS = 10;

let cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.toReversed()) await clean();
  cleanups = [];
});

describe(`${SERVERS} processes`, () => {
  let crowd: Crowd;
  let workers: readonly ProcessClient[];
  beforeAll(async () => {
    crowd = await createCrowd(JOBS);
    workers = await servers(crowd);
  });
  afterAll(() => crowd.close());

  it(`that contend for a lease ${ROUNDS} times: exactly one winner each`, async () => {
    const { winners, tokens } = await contend(crowd, workers, ROUNDS);
    expect(winners).toEqual(Array(ROUNDS).fill(1));
    expect(tokens).toEqual([...Array(ROUNDS).keys()].map((at) => at + 1));
  });

  it(`on as many worktrees finish ${JOBS} jobs: each once, none lost, nothing elsewhere`, async () => {
    const finished = (await Promise.all(workers.map(workOff))).flat();
    expect(outcomeOf(crowd, finished)).toEqual({ wrong: [], unclaimed: 0, outside: [], dirty: "" });
    expect(fsck(crowd.repository.dir)).toBe("");
  });
});

it("of workers that are stopped past their time no token is accepted, whatever they go on with", async () => {
  const crowd = await createCrowd(2, "jobs: { lease_seconds: 2 }\n");
  cleanups.push(crowd.close);
  const stopped = await servers(crowd, 2);
  for (const [at, worker] of stopped.entries())
    expect((await worker.call("start_job", { job: crowd.ids[at] })).facts.token).toBe(1);
  // One is stopped in the middle of a call, one between calls.
  const cut = stopped.slice(0, 1).map((worker) => worker.call("report_progress", { note: "cut" }));
  for (const { pid } of stopped) process.kill(pid, "SIGSTOP");
  await sleep(2_600);
  const fresh = await inProcess(crowd.repository.dir, { session: "fresh" });
  cleanups.push(fresh.close);
  for (const job of crowd.ids)
    expect((await fresh.call("start_job", { job, reason: "the test" })).facts).toMatchObject({
      job,
      token: 2,
    });
  for (const { pid } of stopped) process.kill(pid, "SIGCONT");
  await Promise.all(cut);
  const handoff = { goal: "a", done: "b", decisions: "c", next: "d" };
  const criteria = [{ id: "a", text: "b", check: "none" }];
  for (const worker of stopped) {
    const late = [
      await worker.call("report_progress", { note: "late" }),
      await worker.call("submit_claim", { statement: "it is done", criteria }),
      await worker.call("finish_job", { outcome: "done", handoff, none_because: "nothing new" }),
    ];
    expect(late.map(({ text }) => text.split(":")[0])).toEqual(["LEASE_LOST", "LEASE_LOST", "LEASE_LOST"]);
  }
  for (const job of crowd.ids)
    expect(await fresh.read(`agentops://jobs/${job}`)).toContain("- state: in work: session fresh, token 2");
});
