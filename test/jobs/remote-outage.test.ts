// The remote that clones share hangs, refuses or is gone at each step of a job: it costs one wait, and never the work.
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TestClient } from "../support/client.ts";
import { clientsIn } from "../support/clients.ts";
import { command } from "../support/command.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

const HANDOFF = { goal: "parse", done: "the lexer", decisions: "no regex", next: "the parser" };
const closing = (outcome: string) => ({ outcome, handoff: HANDOFF, none_because: "nothing new" });
let remote: TestRepository;
let repository: TestRepository;
let boss: TestClient;
const { start, closeAll } = clientsIn(() => repository.dir);

beforeEach(async () => {
  remote = createRepository({ bare: true });
  repository = createRepository();
  repository.commit({ ".agentops/config.yaml": "sync: auto\n" });
  repository.git("remote", "add", "origin", remote.dir);
  repository.git("push", "-q", "origin", "main");
  boss = await start("boss", ["--role", "supervisor"]);
  await queue("One", "Two");
  expect(await command(repository.dir, ["sync", "--yes"])).toMatchObject({ code: 0 });
});
afterEach(async () => {
  await closeAll();
  repository.remove();
  remote.remove();
});

async function queue(...titles: string[]): Promise<void> {
  for (const title of titles) await boss.call("create_job", { title, write: [`${title}/**`] });
}

const leases = () =>
  remote.git("for-each-ref", "--format=%(refname)", "refs/agentops/leases").split("\n").filter(Boolean);

/** A program in the place of git's own at the other end. */
function answerWith(script: string): void {
  const program = path.join(repository.dir, ".git/other-end");
  writeFileSync(program, `#!/bin/sh\necho asked >> '${program}.log'\n${script}\n`);
  chmodSync(program, 0o755);
  for (const end of ["uploadpack", "receivepack"]) repository.git("config", `remote.origin.${end}`, program);
}
/** How often the other end was asked since it fails; a remote that is gone can't tell. */
function asked(): number {
  const log = path.join(repository.dir, ".git/other-end.log");
  return existsSync(log) ? readFileSync(log, "utf8").split("\n").length : 0;
}
const back = () => {
  for (const end of ["uploadpack", "receivepack"])
    repository.git("config", "--unset", `remote.origin.${end}`);
};

const OUTAGES: readonly (readonly [string, () => void])[] = [
  ["hangs", () => answerWith("exec sleep 60")],
  ["refuses", () => answerWith("echo 'remote: no entry' >&2; exit 1")],
  ["talks garbage", () => answerWith("head -c 4096 /dev/urandom")],
  ["is gone", () => renameSync(remote.dir, `${remote.dir}-gone`)],
];

describe.each(OUTAGES)("a remote that %s", (what, breakIt) => {
  afterEach(() => {
    if (what === "is gone") renameSync(`${remote.dir}-gone`, remote.dir);
  });

  it("before the start: the start says so, and what follows does not wait for it again", async () => {
    breakIt();
    const worker = await start("worker");
    const begun = await worker.call("start_job");
    expect(begun.facts, begun.text).toMatchObject({ token: 1 });
    expect(String(begun.facts.notes)).toMatch(
      /can't (be seen|see this lease): origin .*two clones could work/,
    );
    const before = asked();
    for (let at = 0; at < 3; at++)
      expect((await worker.call("report_progress", { note: `step ${at}` })).isError).toBe(false);
    expect((await worker.call("finish_job", closing("done"))).facts).toMatchObject({ state: "done" });
    expect(asked()).toBe(before);
  });

  it("after the start: it is worked on and finished", async () => {
    const worker = await start("worker");
    expect((await worker.call("start_job")).facts).toMatchObject({ token: 1, notes: [] });
    expect(leases()).toHaveLength(1);
    breakIt();
    expect((await worker.call("report_progress", { note: "a step" })).facts).toMatchObject({ token: 1 });
    expect((await worker.call("finish_job", closing("done"))).facts).toMatchObject({ state: "done" });
  });
});

it("five sessions start at once while the remote hangs, none of them is kept out", async () => {
  await queue("Three", "Four", "Five");
  answerWith("exec sleep 60");
  const workers = await Promise.all([1, 2, 3, 4, 5].map((at) => start(`worker-${at}`)));
  const answers = await Promise.all(workers.map((worker) => worker.call("start_job")));
  expect(
    answers.map(({ isError }) => isError),
    answers.map(({ text }) => text).join("\n"),
  ).toEqual([false, false, false, false, false]);
  expect(new Set(answers.map(({ facts }) => facts.job)).size).toBe(5);
});

it("once it answers again, the next start takes its lease there", async () => {
  answerWith("exit 1");
  const worker = await start("worker");
  await worker.call("start_job");
  await worker.call("finish_job", closing("done"));
  back();
  expect((await worker.call("start_job")).facts).toMatchObject({ notes: [] });
  expect(leases()).toHaveLength(1);
});
