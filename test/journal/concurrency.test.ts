// Many writers, killed writers and a user beside them: what was acknowledged is stored.

import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findRepository } from "../../src/git/repository.ts";
import { inTurn } from "../../src/journal/queue.ts";
import { randomFrom } from "../bench/generated.ts";
import { startClient, type TestClient } from "../support/client.ts";
import { inProcess } from "../support/in-process.ts";
import { cloneRefs, createRecorder, draft, fsck, storedIds, WRITER } from "../support/journal.ts";
import { openJournal } from "../support/kinds.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

/** The full form is 50 records, 100 kills and 300 commits. */
const RECORDS = Number(process.env.AGENTOPS_TEST_RECORDS ?? 8);
const KILLS = Number(process.env.AGENTOPS_TEST_KILLS ?? 8);
const COMMITS = Number(process.env.AGENTOPS_TEST_COMMITS ?? 25);
const SERVERS = 6;

let repository: TestRepository;
const clients: TestClient[] = [];

beforeEach(() => {
  repository = createRepository();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  repository.remove();
});

async function start(session: string): Promise<TestClient> {
  const client = await startClient(repository.dir, { session });
  clients.push(client);
  return client;
}

const journalOf = async () => openJournal(await findRepository(repository.dir));
const inJournal = (): string[] => storedIds(repository, "learning").toSorted();

describe("many at once", () => {
  it(`${SERVERS} servers x ${RECORDS} records: acknowledged = stored, one file each`, async () => {
    const ids: string[] = [];
    await Promise.all(
      Array.from({ length: SERVERS }, async (_, number) => {
        const save = createRecorder(await start(`s${number}`), 100 + number);
        for (let count = 0; count < RECORDS; count++) ids.push(await save());
      }),
    );
    expect(ids).toHaveLength(SERVERS * RECORDS);
    expect(inJournal()).toEqual(ids.toSorted());
    expect(cloneRefs(repository)).toHaveLength(1);
    expect(fsck(repository.dir)).toBe("");
  });

  it("20 calls at the same time into one server share a few commits", async () => {
    const client = await inProcess(repository.dir, { session: "crowd" });
    clients.push(client);
    const savers = Array.from({ length: 20 }, (_, number) => createRecorder(client, 200 + number));
    const ids = await Promise.all(savers.map((save) => save()));
    expect(inJournal()).toEqual(ids.toSorted());
    const commits = Number(repository.git("rev-list", "--count", cloneRefs(repository)[0] ?? ""));
    expect(commits).toBeLessThan(20);
  });

  it("one record that can't be kept fails alone", async () => {
    const journal = await journalOf();
    const titles = ["first", "holds\u202ehidden text", "third"];
    const saved = await Promise.allSettled(
      titles.map((title) => journal.append([draft({ title })], WRITER, null)),
    );
    expect(saved.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(inJournal()).toHaveLength(2);
    journal.close();
  });
});

describe("a server killed at any moment", () => {
  it(`${KILLS} x kill -9: nothing acknowledged is lost, and the next write works unaided`, async () => {
    const random = randomFrom(3);
    const ids: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const victim = await startClient(repository.dir, { session: `victim-${kill}` });
      const savers = [1, 2, 3].map((number) => createRecorder(victim, 1_000 * kill + number));
      const saving = savers.map(async (save) => {
        for (;;) ids.push(await save());
      });
      // Half of them as soon as they start, half once they have something to lose.
      if (kill % 2 === 1) await firstOf(ids, ids.length + 1);
      await sleep(20 + random() * 300);
      process.kill(victim.pid, "SIGKILL");
      await Promise.allSettled(saving);
      await victim.close();
      // Its process is not the matter: it finds what the killed one has left.
      const survivor = await inProcess(repository.dir, { session: "survivor" });
      ids.push(await createRecorder(survivor, 500_000 + kill)());
      await survivor.close();
    }
    const stored = new Set(inJournal());
    expect(ids.filter((id) => !stored.has(id))).toEqual([]);
    expect(ids.length).toBeGreaterThan(KILLS + Math.floor(KILLS / 2) - 1);
    expect(fsck(repository.dir)).toBe("");
  }, 180_000);
});

async function firstOf(ids: readonly string[], count: number): Promise<void> {
  while (ids.length < count) await sleep(5);
}

describe("taking turns", () => {
  it("one after another, in the order of coming, and after a failure too", async () => {
    const folder = path.join(repository.dir, ".git/agentops/queue");
    const seen: string[] = [];
    let inside = 0;
    const visit = async (name: string) => {
      inside += 1;
      expect(inside).toBe(1);
      seen.push(name);
      await sleep(5);
      inside -= 1;
      if (name === "fails") throw new Error("its own fault");
    };
    const visits = [];
    const tickets = () => (existsSync(folder) ? readdirSync(folder) : []);
    for (const name of ["first", "fails", "third"]) {
      const before = new Set(tickets());
      const visited = inTurn(folder, () => visit(name));
      // Looked at below; a slow machine may see it fail before.
      visited.catch(() => {});
      visits.push(visited);
      // Who comes in the same millisecond, or while the ticket before is still being written, has no order.
      while (!seen.includes(name) && tickets().every((ticket) => before.has(ticket))) await sleep(1);
      await sleep(2);
    }
    const outcomes = await Promise.allSettled(visits);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(seen).toEqual(["first", "fails", "third"]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

it(`${COMMITS} x git add and git commit beside a busy server: none fails, none is lost`, async () => {
  const client = await start("busy");
  let busy = true;
  const servers = [1, 2].map(async (number) => {
    const save = createRecorder(client, number);
    const ids: string[] = [];
    while (busy) ids.push(await save());
    return ids;
  });
  for (let count = 0; count < COMMITS; count++) {
    repository.commit({ [`file-${count}.txt`]: `${count}\n` });
    await sleep(10);
  }
  busy = false;
  const ids = (await Promise.all(servers)).flat();
  expect(Number(repository.git("rev-list", "--count", "HEAD"))).toBe(COMMITS + 1);
  // What was laid down after the last of them is not tracked yet.
  expect(repository.git("status", "--porcelain", "--", ":!.agentops")).toBe("");
  expect(inJournal()).toEqual(ids.toSorted());
  expect(ids.length).toBeGreaterThan(0);
  expect(fsck(repository.dir)).toBe("");
});
