// Files that nobody points at go from the cache once they are old; what a process may be writing at this moment stays.
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findRepository } from "../../src/git/repository.ts";
import type { Journal } from "../../src/journal/journal.ts";
import Learning from "../../src/learnings/records/learning.ts";
import { openReadModel } from "../../src/session/read-model.ts";
import { createLog } from "../../src/shared/log.ts";
import { draft, WRITER } from "../support/journal.ts";
import { openJournal } from "../support/kinds.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

const log = createLog("silent", null);
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

const cache = (...parts: string[]): string => path.join(repository.dir, ".git/agentops/cache", ...parts);
const store = async () => {
  await journal.append(
    Array.from({ length: 70 }, (_, at) => draft({ title: `lesson ${at}` })),
    WRITER,
    null,
  );
};
const read = async () => (await openReadModel(journal, null, log).state()).all(Learning).length;
const agedBy = (hours: number, file: string): void => {
  const then = Date.now() / 1000 - hours * 3_600;
  utimesSync(file, then, then);
};

it("what killed processes left is swept with the next chunk, and nothing that is in use", async () => {
  await store();
  expect(await read()).toBe(70);
  const [version = ""] = readdirSync(cache()).filter((name) => /^\d+\.\d+-/.test(name));
  const inUse = readdirSync(cache(version));
  const [old, young] = [cache(version, "0".repeat(32)), cache(version, "1".repeat(32))];
  for (const file of [old, young]) writeFileSync(file, "left");
  for (const name of [...inUse, "0".repeat(32)]) agedBy(2, cache(version, name));
  for (const name of ["1", "2"]) mkdirSync(cache(name));
  agedBy(30, cache("1"));
  writeFileSync(cache("history"), "of another part");
  agedBy(100, cache("history"));
  const halves = [
    cache("files-0123456789abcdef.0a1b2c3d"),
    cache("hooks-0123456789abcdef.0a1b2c3d"),
  ] as const;
  for (const file of halves) writeFileSync(file, "half of it");
  agedBy(2, halves[0]);
  await store();
  expect(await read()).toBe(140);
  expect(halves.map(existsSync)).toEqual([false, true]);
  expect([old, young, cache("1"), cache("2"), cache("history")].map(existsSync)).toEqual([
    false,
    true,
    false,
    true,
    true,
  ]);
  expect(await read()).toBe(140);
});
