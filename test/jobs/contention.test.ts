// Many processes for few jobs: one winner each, no token accepted after its time, and nothing lost or written elsewhere.
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { fsck } from "../support/journal.ts";
import { type Crowd, contend, createCrowd, outcomeOf, SERVERS, servers, workOff } from "./crowd.ts";

/** The benchmark does the same 200 times, and with 80 jobs. */
const ROUNDS = 20;
const JOBS = 16;

let crowd: Crowd | null = null;

afterEach(async () => {
  await crowd?.close();
  crowd = null;
});

it(`${SERVERS} processes that contend for a lease ${ROUNDS} times: exactly one winner each`, async () => {
  crowd = await createCrowd(1, "jobs: { lease_seconds: 600 }\n");
  const { winners, tokens } = await contend(crowd, await servers(crowd), ROUNDS);
  expect(winners).toEqual(Array(ROUNDS).fill(1));
  expect(tokens).toEqual([...Array(ROUNDS).keys()].map((at) => at + 1));
}, 180_000);

it(`${SERVERS} processes on as many worktrees finish ${JOBS} jobs: each once, none lost, nothing elsewhere`, async () => {
  crowd = await createCrowd(JOBS);
  const workers = await servers(crowd);
  const finished = (await Promise.all(workers.map(workOff))).flat();
  expect(outcomeOf(crowd, finished)).toEqual({ wrong: [], unclaimed: 0, outside: [], dirty: "" });
  expect(fsck(crowd.repository.dir)).toBe("");
}, 180_000);

it("of workers that are stopped past their time no token is accepted, whatever they go on with", async () => {
  crowd = await createCrowd(3, "jobs: { lease_seconds: 2 }\n");
  const stopped = await servers(crowd, 3);
  for (const [at, worker] of stopped.entries())
    expect((await worker.call("start_job", { job: crowd.ids[at] })).facts.token).toBe(1);
  // Some are stopped in the middle of a call, some between calls.
  const cut = stopped.slice(0, 2).map((worker, at) => worker.call("report_progress", { note: `cut ${at}` }));
  for (const { pid } of stopped) process.kill(pid, "SIGSTOP");
  await sleep(2_600);
  const fresh = await crowd.start("fresh");
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
