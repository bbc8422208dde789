// Retrievals are logged by ids: in batches, per session, and never with the task's text.
import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { withClient } from "../support/clients.ts";
import { cloneRefs, createRecorder, journalFiles, storedIds } from "../support/journal.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

let repository: TestRepository;
beforeEach(() => {
  repository = createRepository();
});
afterEach(() => repository.remove());

interface Logged {
  session: string;
  retrievals: { task: string; served: string[]; tokens: number }[];
}

const logged = (): Logged[] =>
  journalFiles(repository)
    .filter((file) => file.includes(":retrieval/"))
    .map((file) => JSON.parse(repository.git("show", file)));

/** The contents of every object that the repository holds, reachable or not. */
function allObjects(): string {
  return execFileSync("git", ["cat-file", "--batch-all-objects", "--batch", "--buffer"], {
    cwd: repository.dir,
    encoding: "latin1",
    maxBuffer: 1 << 28,
  });
}

it("many retrievals of a session become few records, and no object holds their words", async () => {
  const id = await withClient(repository.dir, { session: "monday" }, (client) =>
    createRecorder(client, 1)({ title: "resolveWidget throws ERR_FROBNICATE" }),
  );
  const commits = () => Number(repository.git("rev-list", "--count", cloneRefs(repository)[0] ?? ""));
  const before = commits();
  await withClient(repository.dir, { session: "tuesday" }, async (client) => {
    for (let count = 0; count < 30; count++) {
      await client.call("retrieve_context", {
        task: `secretproject quuxification ${count % 3}: resolveWidget throws ERR_FROBNICATE`,
      });
    }
    // One soon after the first, the rest at the end; 30 calls are never 30 commits.
    expect(commits() - before).toBeLessThanOrEqual(2);
    await createRecorder(client, 5)();
  });
  const entries = logged().flatMap(({ retrievals }) => retrievals);
  expect(logged().every(({ session }) => session === "tuesday")).toBe(true);
  expect(entries).toHaveLength(30);
  expect(new Set(entries.map(({ task }) => task)).size).toBe(3);
  expect(entries.every(({ served }) => served.includes(id))).toBe(true);
  expect(allObjects()).not.toMatch(/secretproject|quuxification/i);
});

it("go with the next record of the session, in the same commit", async () => {
  await withClient(repository.dir, { session: "monday" }, async (client) => {
    await client.call("retrieve_context", { task: "first, which may be written soon" });
    await sleep(1_000);
    await client.call("retrieve_context", { task: "second" });
    const before = logged().length;
    await createRecorder(client, 2)();
    expect(logged()).toHaveLength(before + 1);
    const files = repository
      .git("show", "--name-only", "--format=", cloneRefs(repository)[0] ?? "")
      .trim()
      .split("\n");
    expect(files.map((file) => file.split("/")[0]).sort()).toEqual(["learning", "retrieval"]);
  });
});

it("hundreds in one minute are split, so that every record of them can be read", async () => {
  await withClient(repository.dir, { session: "monday" }, async (client) => {
    await Promise.all(
      Array.from({ length: 450 }, (_, at) => client.call("retrieve_context", { task: `task ${at}` })),
    );
    await createRecorder(client, 6)();
  });
  expect(logged().flatMap(({ retrievals }) => retrievals)).toHaveLength(450);
  expect(Math.max(...logged().map(({ retrievals }) => retrievals.length))).toBeLessThanOrEqual(100);
  await withClient(repository.dir, { session: "tuesday" }, async (client) => {
    expect(await client.read("agentops://brief")).not.toContain("could not be read");
    for (const id of storedIds(repository, "retrieval")) {
      expect((await client.call("trace_record", { id })).facts.state).toBe("stored");
    }
  });
});

it("retrieval never changes strength", async () => {
  const id = await withClient(repository.dir, { session: "monday" }, (client) =>
    createRecorder(client, 3)({ title: "resolveGadget throws ERR_BRIBBLE" }),
  );
  const strengths = await withClient(repository.dir, { session: "tuesday" }, async (client) => {
    const strength = async () => (await client.call("trace_record", { id })).facts.strength;
    const first = await strength();
    for (let count = 0; count < 5; count++)
      await client.call("retrieve_context", { task: "resolveGadget throws ERR_BRIBBLE" });
    await createRecorder(client, 4)();
    return [first, await strength()];
  });
  expect(strengths[1]).toBe(strengths[0]);
});
