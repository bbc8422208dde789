// The cache is worth time only: whatever happens to it, the answers stay the same.

import { cpSync, readdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findRepository } from "../../src/git/repository.ts";
import type { Journal } from "../../src/journal/journal.ts";
import Learning from "../../src/learnings/records/learning.ts";
import { SEGMENT_VERSION } from "../../src/retrieval/segment.ts";
import { openReadModel } from "../../src/session/read-model.ts";
import { createLog } from "../../src/shared/log.ts";
import { createGenerator } from "../bench/generated.ts";
import { CLONES, draft, plant, WRITER } from "../support/journal.ts";
import { openJournal } from "../support/kinds.ts";
import { createRepository, removeFolder, type TestRepository } from "../support/repository.ts";

const RECORDS = 200;
const log = createLog("silent", null);
let repository: TestRepository;
let journal: Journal;
let cache: string;
let expected: string;
const generator = createGenerator(11);
const tasks: string[] = [];

/** Everything a reader could notice: ids, quarantine, and what a search finds in what order. */
async function answers(from = journal): Promise<string> {
  const knowledge = openReadModel(from, null, log);
  const state = await knowledge.state();
  const found = tasks.map((task) =>
    knowledge
      .engine()
      .search({ task, paths: [], limit: 10 })
      .map(({ id, relevance }) => `${id} ${relevance.toFixed(9)}`),
  );
  return JSON.stringify([[...state.ids()].sort(), [...state.quarantined.values()], found]);
}

async function save(count: number, into = journal): Promise<void> {
  const drafts = Array.from({ length: count }, () => draft(generator.learning()));
  await into.append(drafts, WRITER, null);
}

const files = (): string[] =>
  readdirSync(cache, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
function damage(change: (file: string) => void, which = files()): void {
  for (const file of which) change(file);
}
const manifest = (): string => files().find((file) => file.endsWith("manifest.json")) ?? "";

beforeAll(async () => {
  repository = createRepository();
  journal = openJournal(await findRepository(repository.dir));
  cache = path.join(repository.dir, ".git/agentops/cache");
  for (let saved = 0; saved < RECORDS; saved += 50) await save(50);
  plant(repository.dir, "ssssssssss", { "learning/2026/03/01/01J00000000000000000000001.md": "broken" });
  for (let count = 0; count < 12; count++) tasks.push(generator.task(generator.learning()));
  expected = await answers();
  expect(files().length).toBeGreaterThanOrEqual(2);
});
afterAll(() => {
  journal.close();
  repository.remove();
});

describe("the same answers", () => {
  it("from the cache as from the journal", async () => {
    expect(await answers()).toBe(expected);
    removeFolder(cache);
    expect(await answers()).toBe(expected);
  });

  it.each<[string, () => void]>([
    ["deleted", () => removeFolder(cache)],
    ["without its manifest", () => removeFolder(manifest())],
    [
      "without its chunks",
      () =>
        damage(
          removeFolder,
          files().filter((file) => file !== manifest()),
        ),
    ],
    ["truncated", () => damage((file) => truncateSync(file, 10))],
    ["empty", () => damage((file) => truncateSync(file, 0))],
    ["garbage", () => damage((file) => writeFileSync(file, Buffer.alloc(999, 7)))],
    ["with one changed byte in a chunk", () => flipByte()],
    [
      "with one changed byte in its manifest",
      () => writeFileSync(manifest(), readFileSync(manifest(), "utf8").replace('"dead":[]', '"dead":[3]')),
    ],
    [
      "with a manifest of another shape",
      () => writeFileSync(manifest(), '{"positions":[1],"quarantined":[null],"chunks":[]}'),
    ],
    [
      "with a manifest that says nothing",
      () => writeFileSync(manifest(), '{"positions":[],"quarantined":[null],"chunks":[]}'),
    ],
    [
      "of another version",
      () => {
        const [version = ""] = readdirSync(cache).filter((name) => /^\d+\.\d+-/.test(name));
        renameSync(path.join(cache, version), path.join(cache, "999"));
      },
    ],
    [
      // A segment is opened when something is searched first, too late to begin anew.
      "of a program with another search index",
      () => {
        const [own = ""] = readdirSync(cache).filter((name) => name.includes(`.${SEGMENT_VERSION}-`));
        const other = own.replace(`.${SEGMENT_VERSION}-`, `.${SEGMENT_VERSION + 1}-`);
        renameSync(path.join(cache, own), path.join(cache, other));
      },
    ],
    [
      "a file where the folder should be",
      () => {
        removeFolder(cache);
        writeFileSync(cache, "not a folder");
      },
    ],
  ])("with a cache that is %s", async (_, spoil) => {
    removeFolder(cache);
    await answers();
    spoil();
    expect(await answers()).toBe(expected);
    expect(await answers()).toBe(expected);
  });

  it("with a copy of the cache, which nobody believes unseen, and with a damaged one", async () => {
    removeFolder(cache);
    await answers();
    const copy = `${cache}-copy`;
    cpSync(cache, copy, { recursive: true, preserveTimestamps: true });
    removeFolder(cache);
    renameSync(copy, cache);
    const whole = files().length;
    expect(await answers()).toBe(expected);
    expect(files(), "it was not made anew").toHaveLength(whole);
    for (const at of [0.01, 0.3, 0.6, 0.99]) {
      flipByte(at);
      expect(await answers()).toBe(expected);
    }
  });

  it("from a reader whose cache is deleted under it", async () => {
    removeFolder(cache);
    await answers();
    const knowledge = openReadModel(journal, null, log);
    const state = await knowledge.state();
    removeFolder(cache);
    expect(JSON.stringify([...state.ids()].sort())).toBe(JSON.stringify(JSON.parse(expected)[0]));
    expect(state.all(Learning)).toHaveLength(state.count(Learning));
    expect(knowledge.engine().size()).toBe(state.count(Learning));
    expect(await answers()).toBe(expected);
  });

  it("from a reader whose cache is cut under it, at its next call", async () => {
    removeFolder(cache);
    await answers();
    const knowledge = openReadModel(journal, null, log);
    const state = await knowledge.state();
    damage(
      (file) => truncateSync(file, 10),
      files().filter((file) => file !== manifest()),
    );
    expect(() => state.all(Learning)).toThrow("is made anew");
    const again = await knowledge.state();
    expect(again.all(Learning)).toHaveLength(state.count(Learning));
    expect(await answers()).toBe(expected);
  });

  it("with a cache of an earlier moment", async () => {
    removeFolder(cache);
    await answers();
    const kept = `${cache}-kept`;
    cpSync(cache, kept, { recursive: true });
    await save(70);
    expected = await answers();
    removeFolder(cache);
    renameSync(kept, cache);
    expect(await answers()).toBe(expected);
  });

  it("with two that keep the cache at the same time", async () => {
    removeFolder(cache);
    const other = openJournal(await findRepository(repository.dir));
    const readers = [openReadModel(journal, null, log), openReadModel(other, null, log)];
    for (let round = 0; round < 4; round++) {
      await save(65);
      await Promise.all(readers.map((reader) => reader.state()));
    }
    expected = await answers();
    for (const reader of readers) {
      const state = await reader.state();
      expect(JSON.stringify([...state.ids()].sort())).toBe(JSON.stringify(JSON.parse(expected)[0]));
    }
    removeFolder(cache);
    expect(await answers()).toBe(expected);
    other.close();
  });

  it("after a journal was rewound behind the cache's back, which is then kept anew", async () => {
    removeFolder(cache);
    await answers();
    const ref =
      repository
        .git("for-each-ref", "--format=%(refname)", CLONES)
        .split("\n")
        .find((each) => !each.includes("sss")) ?? "";
    repository.git("update-ref", ref, `${ref}~1`);
    const rewound = await answers();
    expect(rewound).not.toBe(expected);
    const named = JSON.parse(readFileSync(manifest(), "utf8")).positions;
    expect(Object.fromEntries(named)[ref]).toBe(repository.git("rev-parse", ref).trim());
    removeFolder(cache);
    expect(await answers()).toBe(rewound);
  });
});

function flipByte(part = 0.5): void {
  const chunk = files().find((file) => file !== manifest()) ?? "";
  const bytes = readFileSync(chunk);
  const at = Math.floor(bytes.length * part);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(chunk, bytes);
}
