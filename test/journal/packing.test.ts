// Packing keeps the journal's loose objects few, and costs neither readers nor the user anything.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findRepository } from "../../src/git/repository.ts";
import type { Journal } from "../../src/journal/journal.ts";
import { packJournal } from "../../src/journal/pack.ts";
import Learning from "../../src/learnings/records/learning.ts";
import { openReadModel } from "../../src/session/read-model.ts";
import { createLog } from "../../src/shared/log.ts";
import { cloneRefs, draft, fsck, storedIds, WRITER } from "../support/journal.ts";
import { openJournal } from "../support/kinds.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

let repository: TestRepository;
let journal: Journal;
beforeEach(async () => {
  repository = createRepository();
  journal = openJournal(await findRepository(repository.dir));
});
afterEach(() => {
  journal.close();
  repository.remove();
});

const save = (title: string) => journal.append([draft({ title })], WRITER, null);
const loose = (): number => Number(/count: (\d+)/.exec(repository.git("count-objects", "-v"))?.[1]);
const cloneOf = (): string => path.basename(cloneRefs(repository)[0] ?? "");
const pack = (threshold: number) => packJournal(journal.repository, journal.folder, cloneOf(), threshold);

it("packs what is the journal's and leaves the user's loose objects alone", async () => {
  writeFileSync(path.join(repository.dir, "mine.txt"), "not committed yet\n");
  const mine = repository.git("hash-object", "-w", "mine.txt").trim();
  const users = loose();
  for (let count = 0; count < 30; count++) await save(`lesson ${count}`);
  const reader = openReadModel(journal, null, createLog("silent", null));
  await reader.state();
  expect(loose()).toBeGreaterThan(users + 100);
  expect(await pack(100)).toBeGreaterThan(100);
  // What failed or lost attempts have left would stay; there were none.
  expect(loose()).toBe(users);
  expect(repository.git("cat-file", "-t", mine).trim()).toBe("blob");
  await save("after packing");
  expect((await reader.state()).all(Learning).length).toBe(31);
  const fresh = openJournal(await findRepository(repository.dir));
  expect((await openReadModel(fresh, null, createLog("silent", null)).state()).all(Learning).length).toBe(31);
  fresh.close();
  expect(fsck(repository.dir)).toBe("");
});

it("packs nothing below its threshold, and nothing twice", async () => {
  for (let count = 0; count < 10; count++) await save(`lesson ${count}`);
  expect(await pack(10_000)).toBe(0);
  expect(await pack(10)).toBeGreaterThan(0);
  expect(await pack(1)).toBe(0);
  await save("one more");
  // Its blob and commit, and the folders down to it.
  expect(await pack(1)).toBeLessThanOrEqual(8);
});

it("can run beside writers and other packers", async () => {
  for (let count = 0; count < 10; count++) await save(`lesson ${count}`);
  const other = openJournal(await findRepository(repository.dir));
  const packing = [pack(1), pack(1), packJournal(other.repository, other.folder, cloneOf(), 1)];
  const saving = Array.from({ length: 20 }, (_, at) =>
    (at % 2 ? journal : other).append([draft({ title: `beside ${at}` })], WRITER, null),
  );
  await Promise.all([...packing, ...saving]);
  expect(storedIds(repository)).toHaveLength(30);
  expect((await openReadModel(other, null, createLog("silent", null)).state()).all(Learning).length).toBe(30);
  other.close();
  expect(fsck(repository.dir)).toBe("");
});

it("does not make a name for a clone that has recorded nothing", async () => {
  expect(await journal.pack()).toBe(0);
  expect(cloneRefs(repository)).toEqual([]);
  expect(repository.git("status", "--porcelain")).toBe("");
});
