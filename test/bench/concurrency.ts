// Measures whether anything is lost with many servers on one repository, random kills, and a user who stages files.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startClient } from "../support/client.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { createGenerator, randomFrom } from "./generated.ts";
import { type Benchmark, inTurns, timed } from "./measure.ts";
import { recordLearning } from "./record.ts";

const SERVERS = 8;
const RECORDS = 50;
const ADDS = 300;
/** A kill falls somewhere into the first records of a server. */
const KILL_WITHIN_MS = 300;

export const concurrency: Benchmark = {
  name: "concurrency",
  title: "Eight servers, kill -9, and git add beside them",
  async run(full) {
    const kills = full ? 100 : 20;
    const crowd = await withRepository(recordTogether);
    const killed = await withRepository((repository) => killAndGoOn(repository, kills));
    const staged = await withRepository(stageBesideServer);
    const target = (what: string, value: number, atMost = 0, unit = "") => ({ what, value, atMost, unit });
    return {
      data: `generated learnings, new repositories; ${SERVERS} processes x ${RECORDS} records, ${kills} kills, ${ADDS} files staged by git while a server records without a pause (${staged.records} records), in turns with as many while it is idle`,
      rows: [
        { what: `${SERVERS} x ${RECORDS} records, wall time`, samples: [crowd.wall] },
        { what: `one record among ${SERVERS} writers`, samples: crowd.times },
        { what: "first record after a kill, with the start of its server", samples: killed.recoveries },
        { what: "git add, server idle", samples: staged.idle },
        { what: "git add, server recording", samples: staged.busy },
      ],
      targets: [
        target(
          `acknowledged but not stored, of ${crowd.acknowledged} (${SERVERS * RECORDS} sent)`,
          crowd.lost,
        ),
        target("records not acknowledged", SERVERS * RECORDS - crowd.acknowledged),
        target(`faults found by git fsck after ${SERVERS} writers`, crowd.faults),
        target(`lost of ${killed.acknowledged} acknowledged, ${kills} kills`, killed.lost),
        target("slowest first record after a kill", Math.max(...killed.recoveries) / 1_000, 15, "s"),
        target("faults found by git fsck after the kills", killed.faults),
        target(`git add that failed or was lost, of ${ADDS * 2}`, staged.missing),
      ],
    };
  },
};

async function recordTogether(repository: TestRepository) {
  const clients = await Promise.all(Array.from({ length: SERVERS }, () => startClient(repository.dir)));
  const times: number[] = [];
  const ids: string[] = [];
  const wall = await timed(() =>
    Promise.all(
      clients.map(async (client, number) => {
        const generator = createGenerator(100 + number);
        for (let count = 0; count < RECORDS; count++) {
          times.push(await timed(async () => ids.push(await recordLearning(client, generator.learning()))));
        }
      }),
    ),
  );
  await Promise.all(clients.map((client) => client.close()));
  return {
    wall,
    times,
    acknowledged: ids.length,
    lost: lostOf(repository, ids),
    faults: faultsOf(repository),
  };
}

async function killAndGoOn(repository: TestRepository, kills: number) {
  const random = randomFrom(4);
  const generator = createGenerator(5);
  const ids: string[] = [];
  const recoveries: number[] = [];
  for (let kill = 0; kill < kills; kill++) {
    const victim = await startClient(repository.dir);
    const recording = (async () => {
      for (;;) ids.push(await recordLearning(victim, generator.learning()));
    })().catch(() => {});
    await sleep(random() * KILL_WITHIN_MS);
    process.kill(victim.pid, "SIGKILL");
    await recording;
    const started = performance.now();
    const survivor = await startClient(repository.dir);
    ids.push(await recordLearning(survivor, generator.learning()));
    recoveries.push(performance.now() - started);
    await survivor.close();
  }
  return {
    acknowledged: ids.length,
    recoveries,
    lost: lostOf(repository, ids),
    faults: faultsOf(repository),
  };
}

async function stageBesideServer(repository: TestRepository) {
  const client = await startClient(repository.dir);
  const generator = createGenerator(6);
  let recording = false;
  let records = 0;
  let failed = 0;
  const add = async (name: string): Promise<number> => {
    writeFileSync(path.join(repository.dir, name), `${name}\n`);
    return timed(() => addFile(repository.dir, name).catch(() => failed++));
  };
  const record = async () => {
    while (recording) {
      await recordLearning(client, generator.learning());
      records++;
    }
  };
  const samples = await inTurns(ADDS, [
    async (round) => ({ idle: await add(`idle-${round}.txt`) }),
    async (round) => {
      recording = true;
      const recorder = record();
      const took = await add(`busy-${round}.txt`);
      recording = false;
      await recorder;
      return { busy: took };
    },
  ]);
  await client.close();
  const staged = repository.git("ls-files", "idle-*", "busy-*").trim().split("\n").length;
  const missing = 2 * (ADDS + 1) - staged;
  return { idle: samples("idle"), busy: samples("busy"), records, missing: Math.max(missing, failed) };
}

async function addFile(cwd: string, name: string): Promise<void> {
  const [code] = await once(spawn("git", ["add", name], { cwd, stdio: "ignore" }), "exit");
  if (code !== 0) throw new Error(`git add ended with ${code}`);
}

async function withRepository<T>(work: (repository: TestRepository) => Promise<T>): Promise<T> {
  const repository = createRepository();
  try {
    return await work(repository);
  } finally {
    repository.remove();
  }
}

/** How many of the acknowledged ids no commit of the journal holds. */
function lostOf(repository: TestRepository, ids: readonly string[]): number {
  const refs = repository
    .git("for-each-ref", "--format=%(refname)", "refs/agentops/clones")
    .trim()
    .split("\n");
  const stored = new Set(
    refs.flatMap((ref) =>
      repository
        .git("ls-tree", "-r", "--name-only", ref)
        .split("\n")
        .map((file) => path.parse(file).name),
    ),
  );
  return ids.filter((id) => !stored.has(id)).length;
}

/** Lines of `git fsck` that name damage; dangling objects are none. */
function faultsOf(repository: TestRepository): number {
  const found = spawnSync("git", ["fsck", "--full", "--strict", "--no-dangling"], {
    cwd: repository.dir,
    encoding: "utf8",
  });
  const lines = `${found.stdout}${found.stderr}`
    .split("\n")
    .filter((line) => /error|fatal|missing|broken/.test(line));
  return found.status === 0 ? lines.length : Math.max(1, lines.length);
}
