// Many processes that start at once without a cache, and readers that are killed: nothing is lost, no half file stays in use.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findRepository } from "../../src/git/repository.ts";
import Learning from "../../src/learnings/records/learning.ts";
import { openReadModel } from "../../src/session/read-model.ts";
import { createLog } from "../../src/shared/log.ts";
import { configuredServer } from "../support/client.ts";
import { EMPTY_HOME, plant } from "../support/journal.ts";
import { encodeRecord, openJournal, recordPath } from "../support/kinds.ts";
import { learning } from "../support/records.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

/** More than one turn reads of one's own journal. */
const COUNT = 2_500;
const STARTED = 12;
const KILLED = 8;

let repository: TestRepository;
let cache: string;
beforeAll(async () => {
  repository = createRepository();
  cache = path.join(repository.dir, ".git/agentops/cache");
  const journal = openJournal(await findRepository(repository.dir));
  const { clone } = await journal.writer();
  journal.close();
  const records = Array.from({ length: COUNT }, (_, at) => learning(at, { clone }));
  plant(
    repository.dir,
    clone,
    Object.fromEntries(records.map((record) => [recordPath(record), encodeRecord(record)])),
  );
});
afterAll(() => repository.remove());

const start = (...args: string[]): ChildProcess =>
  spawn("node", [...configuredServer().args, ...args], {
    cwd: repository.dir,
    env: { PATH: process.env.PATH, HOME: EMPTY_HOME },
    stdio: "ignore",
  });

async function known(): Promise<number> {
  const journal = openJournal(await findRepository(repository.dir));
  const state = await openReadModel(journal, null, createLog("silent", null)).whole();
  journal.close();
  expect(state.quarantined.size).toBe(0);
  return state.all(Learning).length;
}

it(`${STARTED} that start at once all answer, and leave one cache that holds all`, async () => {
  rmSync(cache, { recursive: true, force: true });
  const codes = await Promise.all(
    Array.from(
      { length: STARTED },
      async () => (await once(start("search", "lesson", `${COUNT - 1}`), "exit"))[0],
    ),
  );
  expect(codes).toEqual(Array(STARTED).fill(0));
  const [code] = await once(start("hook", "--read-journal"), "exit");
  expect(code).toBe(0);
  expect(await known()).toBe(COUNT);
});

it("a reader that is killed at any moment leaves what the next one goes on from or makes anew", async () => {
  rmSync(cache, { recursive: true, force: true });
  for (let killed = 0; killed < KILLED; killed += 1) {
    const reader = start("hook", "--read-journal");
    const ended = once(reader, "exit");
    await sleep(60 + 60 * killed);
    reader.kill("SIGKILL");
    await ended;
    rmSync(path.join(cache, "rest.making"), { force: true });
  }
  expect(await known()).toBe(COUNT);
  await once(start("hook", "--read-journal"), "exit");
  expect(await known()).toBe(COUNT);
  const halves = readdirSync(cache, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.[0-9a-f]{8}$/.test(name),
  );
  expect(halves.length, "no more than were being written").toBeLessThanOrEqual(KILLED);
});
