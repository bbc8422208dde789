// Two clones of one bare remote with workers in them, for whatever they have to agree on.
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { type ProcessClient, startClient, type TestClient } from "../support/client.ts";
import { command } from "../support/command.ts";
import { inProcess } from "../support/in-process.ts";
import { createRepository, git, repositoryIn, type TestRepository } from "../support/repository.ts";

export const LEASE_SECONDS = 3;
const HANDOFF = { goal: "parse", done: "the lexer", decisions: "no regex", next: "the parser" };
export const CLOSING = { outcome: "done", handoff: HANDOFF, none_because: "nothing new" };

export interface Team {
  readonly remote: TestRepository;
  readonly clones: readonly TestRepository[];
  start(clone: number, session: string, args?: string[]): Promise<TestClient>;
  /** One whose server is a process of its own. */
  startProcess(clone: number, session: string): Promise<ProcessClient>;
  sync(): Promise<void>;
  /** Queues jobs in the first clone, and lets the other know of them. */
  queue(...titles: string[]): Promise<string[]>;
  /** How often a lease was pushed. */
  pushes(): number;
}

export interface Teams {
  team(config: string, count?: 1 | 2): Promise<Team>;
  /** Done after the test, the last first. */
  onEnd(...work: readonly (() => unknown)[]): void;
  cleanUp(): Promise<void>;
}

export function createTeams(): Teams {
  let cleanups: (() => unknown)[] = [];
  const onEnd: Teams["onEnd"] = (...work) => void cleanups.push(...work);
  return {
    onEnd,
    team: (config, count = 2) => team(config, count, onEnd),
    async cleanUp() {
      for (const clean of cleanups.toReversed()) await clean();
      cleanups = [];
    },
  };
}

/** Clones of one bare remote, all of which have agreed to send records there. */
async function team(config: string, count: 1 | 2, onEnd: Teams["onEnd"]): Promise<Team> {
  const remote = createRepository({ bare: true });
  const first = createRepository();
  first.commit({ ".agentops/config.yaml": config });
  first.git("remote", "add", "origin", remote.dir);
  first.git("push", "-q", "origin", "main");
  const folder = `${first.dir}-second`;
  if (count === 2) git(first.dir, "clone", "-q", remote.dir, folder);
  const clones = [first, repositoryIn(folder)].slice(0, count);
  onEnd(remote.remove, ...clones.map((clone) => clone.remove));
  const log = path.join(remote.dir, "pushed");
  const hook = path.join(remote.dir, "hooks/post-receive");
  writeFileSync(hook, `#!/bin/sh\ngrep refs/agentops/leases/ >> '${log}' || true\n`);
  chmodSync(hook, 0o755);
  const sync = async () => {
    for (const clone of count === 1 ? clones : [...clones, first])
      expect(await command(clone.dir, ["sync", "--yes"])).toMatchObject({ code: 0 });
  };
  const start = async (clone: number, session: string, args: string[] = []) => {
    const client = await inProcess(clones[clone]?.dir ?? "", { session, args });
    onEnd(() => client.close());
    return client;
  };
  const startProcess = async (clone: number, session: string) => {
    const client = await startClient(clones[clone]?.dir ?? "", { session });
    onEnd(() => client.close());
    return client;
  };
  const boss = await start(0, "boss", ["--role", "supervisor"]);
  // Consent is given where there is something to send.
  if (count === 2)
    await (await start(1, "other", ["--role", "supervisor"])).call("create_job", { title: "something else" });
  return {
    remote,
    clones,
    start,
    startProcess,
    sync,
    async queue(...titles) {
      const ids: string[] = [];
      for (const title of titles)
        ids.push(String((await boss.call("create_job", { title, write: [`${title}/**`] })).facts.id));
      await sync();
      return ids;
    },
    pushes: () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n").length : 0),
  };
}

/** Eight workers want each job at once: two processes in each clone, and two sessions more that share one process. */
export async function eachJobGoesToOne(
  { queue, start, startProcess }: Team,
  leases: () => Promise<readonly string[]>,
): Promise<void> {
  const jobs = await queue("one", "two");
  const workers = await Promise.all(
    [...Array(8).keys()].map((at) => (at < 4 ? startProcess : start)(at % 2, `worker-${at}`)),
  );
  for (const [round, job] of jobs.entries()) {
    const answers = await Promise.all(
      workers.map((worker) => worker.call("start_job", { job, reason: "the test asks for it" })),
    );
    const won = answers.filter(({ isError }) => !isError);
    expect(
      won.map(({ facts }) => facts.notes),
      answers.map(({ text }) => text).join("\n"),
    ).toEqual([[]]);
    expect(answers.filter(({ text }) => text.startsWith("JOB_REFUSED: "))).toHaveLength(7);
    expect(await leases()).toHaveLength(round + 1);
  }
}

/** The second worker takes the job while the process of its holder is stopped for longer than a lease. */
export async function takenWhileAsleep(
  holder: ProcessClient,
  second: TestClient,
  job: string,
  meanwhile: () => void = () => {},
): Promise<void> {
  process.kill(holder.pid, "SIGSTOP");
  try {
    meanwhile();
    await sleep(LEASE_SECONDS * 1_000 + 500);
    // A renewal that was on its way when its server was stopped may still arrive, and be a new lease to the other clone.
    let taken = await second.call("start_job", { job });
    for (let tries = 0; taken.isError && tries < 20; tries += 1) {
      await sleep(500);
      taken = await second.call("start_job", { job });
    }
    expect(taken.facts, taken.text).toMatchObject({ token: 2 });
  } finally {
    process.kill(holder.pid, "SIGCONT");
  }
}
