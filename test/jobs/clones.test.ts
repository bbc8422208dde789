// A job's lease across clones: one winner of workers in two clones, takeovers, and a remote that is gone or was never agreed to.
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { command } from "../support/command.ts";
import type { TestRepository } from "../support/repository.ts";
import { CLOSING, createTeams, eachJobGoesToOne, LEASE_SECONDS, takenWhileAsleep } from "./clone-team.ts";

const SHORT = `{ sync: auto, jobs: { lease_seconds: ${LEASE_SECONDS} } }\n`;
const { team, cleanUp, onEnd } = createTeams();

afterEach(cleanUp);

const leasesAt = (repository: TestRepository) =>
  repository.git("for-each-ref", "--format=%(refname)", "refs/agentops/leases").split("\n").filter(Boolean);

it("of eight workers in two clones exactly one gets each job", async () => {
  const made = await team("sync: auto\n");
  await eachJobGoesToOne(made, async () => leasesAt(made.remote));
});

it("a stopped worker's job goes to another clone, and its late words are refused there and here", async () => {
  const { queue, start, startProcess, sync, clones } = await team(SHORT);
  const [job = ""] = await queue("one");
  const [first, second] = [await startProcess(0, "first"), await start(1, "second")];
  expect((await first.call("start_job", { job })).facts).toMatchObject({ token: 1, notes: [] });
  await takenWhileAsleep(first, second, job);
  expect((await first.call("report_progress", { note: "late" })).text).toMatch(
    /^LEASE_LOST: .*session second/,
  );
  expect((await first.call("finish_job", CLOSING)).text).toMatch(/^LEASE_LOST: /);
  expect((await second.call("finish_job", CLOSING)).facts).toMatchObject({ job, state: "done" });
  await sync();
  for (const clone of clones) {
    const { stdout } = await command(clone.dir, ["jobs", job, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ state: "done", token: 2 });
  }
});

it("whoever slept through an outage of the remote asks it once more before a late word counts", async () => {
  const { queue, startProcess, start, remote } = await team(SHORT);
  const [job = ""] = await queue("one");
  const [first, second] = [await startProcess(0, "first"), await start(1, "second")];
  await first.call("start_job", { job });
  renameSync(remote.dir, `${remote.dir}-away`);
  onEnd(() => existsSync(`${remote.dir}-away`) && renameSync(`${remote.dir}-away`, remote.dir));
  await sleep(LEASE_SECONDS * 500);
  // From here on the first server takes the remote to be gone for a minute.
  expect((await first.call("report_progress", { note: "alone" })).facts).toMatchObject({ token: 1 });
  await takenWhileAsleep(first, second, job, () => renameSync(`${remote.dir}-away`, remote.dir));
  expect((await first.call("report_progress", { note: "late" })).text).toMatch(
    /^LEASE_LOST: .*session second/,
  );
});

it("is renewed at the remote no more often than needed, and given back at the end", async () => {
  const { queue, start, remote, pushes } = await team("sync: auto\n", 1);
  const [job = ""] = await queue("one");
  const worker = await start(0, "worker");
  await worker.call("start_job", { job });
  for (let step = 0; step < 10; step++) await worker.call("report_progress", { note: `step ${step}` });
  expect(pushes()).toBe(1);
  await worker.call("finish_job", CLOSING);
  expect(leasesAt(remote)).toEqual([]);
});

it("a slow remote is asked for one renewal of a job at a time", async () => {
  const { queue, start, remote } = await team("{ sync: auto, jobs: { lease_seconds: 1 } }\n", 1);
  const [job = ""] = await queue("one");
  const worker = await start(0, "worker");
  await worker.call("start_job", { job });
  const [inside, log] = [path.join(remote.dir, "inside"), path.join(remote.dir, "arrivals")];
  const hook = path.join(remote.dir, "hooks/pre-receive");
  const waits = `mkdir '${inside}' && echo alone >> '${log}' || echo together >> '${log}'; sleep 1; rmdir '${inside}'`;
  writeFileSync(hook, `#!/bin/sh\n${waits} || true\n`);
  chmodSync(hook, 0o755);
  // Beats come three times a second, and each renewal takes longer than a second.
  const arrivals = () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []);
  while (arrivals().length < 3) {
    const steps = [...Array(4).keys()].map((step) =>
      worker.call("report_progress", { note: `step ${step}` }),
    );
    for (const step of await Promise.all(steps)) expect(step.facts, step.text).toMatchObject({ token: 1 });
    await sleep(100);
  }
  expect(new Set(arrivals()), arrivals().join()).toEqual(new Set(["alone"]));
});

it("a remote that can't be reached is a note, and no error", async () => {
  const { queue, start, remote } = await team("sync: auto\n", 1);
  const [job = ""] = await queue("one");
  renameSync(remote.dir, `${remote.dir}-away`);
  onEnd(() => existsSync(`${remote.dir}-away`) && renameSync(`${remote.dir}-away`, remote.dir));
  const worker = await start(0, "worker");
  const { facts } = await worker.call("start_job", { job });
  expect(facts).toMatchObject({ token: 1 });
  expect(String(facts.notes)).toMatch(/other clones can't see this lease: origin /);
  expect((await worker.call("report_progress", { note: "a step" })).isError).toBe(false);
  expect((await worker.call("finish_job", CLOSING)).facts).toMatchObject({ state: "done" });
});

it.each([
  ["with sync: manual", "sync: manual\n", 0],
  ["unless the configuration asks for it", "{ sync: manual, jobs: { remote_leases: true } }\n", 1],
  ["nor where it is switched off", "{ sync: auto, jobs: { remote_leases: false } }\n", 0],
])("nothing is pushed unasked: %s", async (_, config, leases) => {
  const { queue, start, remote } = await team(config, 1);
  const [job = ""] = await queue("one");
  const worker = await start(0, "worker");
  expect((await worker.call("start_job", { job })).facts).toMatchObject({ token: 1, notes: [] });
  expect(leasesAt(remote)).toHaveLength(leases);
});

it("a clone where nobody has agreed sends nothing, says so, and sees what others hold", async () => {
  const { queue, start, remote, clones } = await team("sync: auto\n");
  const [one, two] = await queue("one", "two");
  const [first, second] = [await start(0, "first"), await start(1, "second")];
  await first.call("start_job", { job: one });
  rmSync(path.join(clones[1]?.dir ?? "", ".git/agentops/remotes.json"));
  expect((await second.call("start_job", { job: one })).text).toMatch(/is held by session first/);
  expect(String((await second.call("start_job", { job: two })).facts.notes)).toMatch(/nobody has agreed/);
  expect(leasesAt(remote)).toHaveLength(1);
});

it.each([
  ["a commit", (remote: TestRepository) => remote.git("rev-parse", "main").trim()],
  ["garbage", (remote: TestRepository) => blobIn(remote, "garbage")],
  ["a lease with the highest token", (remote: TestRepository, job: string) => forgedLease(remote, job, 1e9)],
  ["a lease of another job", (remote: TestRepository) => forgedLease(remote, "0".repeat(26), 1)],
])("%s in the place of the lease at the remote keeps nobody out for good", async (_, content) => {
  const { queue, start, remote } = await team("{ sync: auto, jobs: { lease_seconds: 1 } }\n", 1);
  const [name = ""] = await queue("one");
  const worker = await start(0, "worker");
  const [, record = ""] = /record (\w{26})/.exec(await worker.read(`agentops://jobs/${name}`)) ?? [];
  const put = () => remote.git("update-ref", `refs/agentops/leases/${record}`, content(remote, record));
  put();
  let begun = await worker.call("start_job", { job: name });
  if (begun.isError) {
    expect(begun.text).toMatch(/is held by session/);
    await sleep(1_300);
    begun = await worker.call("start_job", { job: name });
  }
  expect(begun.facts, begun.text).toMatchObject({ token: 1, notes: [] });
  put();
  const step = await worker.call("report_progress", { note: "a step" });
  expect(step.facts, step.text).toMatchObject({ token: 1 });
  const finished = await worker.call("finish_job", CLOSING);
  expect(finished.facts, finished.text).toMatchObject({ state: "done" });
});

function blobIn(remote: TestRepository, content: string): string {
  const file = path.join(remote.dir, "content");
  writeFileSync(file, content);
  return remote.git("hash-object", "-w", file).trim();
}

const forgedLease = (remote: TestRepository, job: string, token: number) =>
  blobIn(
    remote,
    JSON.stringify({
      job,
      session: "thief",
      clone: "zzzzzzzzzz",
      token,
      boot: null,
      since: 0,
      beat: 0,
    }),
  );
