// A job goes from a worker that is gone to a fresh one, and who comes back late changes nothing.
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { clientsIn } from "../support/clients.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

const HANDOFF = { goal: "parse", done: "the lexer", decisions: "no regex", next: "the parser" };
let repository: TestRepository;
const { start, startProcess, closeAll } = clientsIn(() => repository.dir);

afterEach(async () => {
  await closeAll();
  repository.remove();
});

function project(leaseSeconds: number): void {
  repository = createRepository();
  repository.commit({ ".agentops/config.yaml": `jobs: { lease_seconds: ${leaseSeconds} }\n` });
}

async function queued(): Promise<string> {
  const supervisor = await start("boss", ["--role", "supervisor"]);
  const made = await supervisor.call("create_job", { title: "Update the parser", write: ["src/**"] });
  return String(made.facts.id);
}

it("a stopped worker's job goes to a fresh session, which gets its failures; its late words are refused", async () => {
  project(2);
  const job = await queued();
  const first = await startProcess("first");
  expect((await first.call("start_job", { job })).facts).toMatchObject({ job, token: 1 });
  await first.call("report_progress", { note: "the regex backtracks", approach: "regex", failed: true });
  const second = await start("second");
  expect((await second.call("start_job", { job })).text).toMatch(/^JOB_REFUSED: .* is held by session first/);
  process.kill(first.pid, "SIGSTOP");
  try {
    await sleep(2_500);
    const taken = await second.call("start_job", { job });
    expect(taken.facts).toMatchObject({ job, token: 2 });
    expect(taken.text).toContain("regex: the regex backtracks");
  } finally {
    process.kill(first.pid, "SIGCONT");
  }
  expect((await first.call("report_progress", { note: "late" })).text).toMatch(/^LEASE_LOST: /);
  const closing = { outcome: "done", handoff: HANDOFF, none_because: "nothing new" };
  expect((await first.call("finish_job", closing)).text).toMatch(/^LEASE_LOST: /);
  expect((await second.call("finish_job", closing)).facts).toMatchObject({ job, state: "done" });
  expect((await second.call("start_job", { job })).text).toMatch(/^JOB_REFUSED: .* is done/);
});

it("of eight sessions that want one job exactly one gets it", async () => {
  project(60);
  const job = await queued();
  const workers = await Promise.all([...Array(8).keys()].map((number) => startProcess(`worker-${number}`)));
  const answers = await Promise.all(workers.map((worker) => worker.call("start_job", { job })));
  expect(answers.filter(({ isError }) => !isError)).toHaveLength(1);
  expect(answers.filter(({ text }) => text.startsWith("JOB_REFUSED: "))).toHaveLength(7);
});
