// Keeps what files add to the journal until one of them, base or the branch moves: kept or derived, damaged or gone, the view is the same.

import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createObjectReader } from "../../../src/git/object-reader.ts";
import { findRepository } from "../../../src/git/repository.ts";
import { openDirectory } from "../../../src/learnings/io/open.ts";
import type { DirectoryView } from "../../../src/learnings/written-texts.ts";
import { createState } from "../../support/kinds.ts";
import { idOf, learning } from "../../support/records.ts";
import { createRepository, type TestRepository, writeFiles } from "../../support/repository.ts";
import { file, LESSON, numbered } from "./story.ts";

/** Of fewer nothing is kept. */
const COUNT = 70;
const LONG_AGO = new Date("2020-01-01");

let repository: TestRepository;
let cache: string;
beforeEach(() => {
  repository = createRepository();
  cache = path.join(repository.dir, ".git/agentops/cache");
  write(Object.fromEntries(Array.from({ length: COUNT }, (_, number) => lesson(number, `lesson ${number}`))));
  write({ [numbered(COUNT)]: "<<<<<<< a\n" });
  commit();
});
afterEach(() => repository.remove());

const lesson = (number: number, title: string): [string, string] => [
  numbered(number),
  file(idOf(number), { title }),
];

/** As long ago as most files were written. */
function write(files: Record<string, string>): void {
  writeFiles(repository.dir, files);
  for (const name of Object.keys(files)) utimesSync(path.join(repository.dir, name), LONG_AGO, LONG_AGO);
}

function commit(): void {
  repository.git("add", "-A");
  repository.git("-c", "user.name=T", "-c", "user.email=t@localhost", "commit", "-q", "-m", "lessons");
}

const kept = (): string =>
  path.join(cache, readdirSync(cache).find((name) => name.startsWith("view-")) ?? "none");

/** As a process of its own sees it; `lessons` stands for what the journal says. */
async function seen(lessons = "", state = createState()): Promise<ReturnType<typeof told>> {
  const { directory, close } = await open();
  const view = await directory.view(state, lessons);
  close();
  return told(view);
}

async function open() {
  const found = await findRepository(repository.dir);
  const reader = createObjectReader(found.commonDir, found.commonDir);
  const head = () => reader.resolve("HEAD^{commit}");
  const directory = openDirectory({
    repository: found,
    reader,
    head,
    base: async () => ({ commit: await head(), review: "reviewed", unprotected: false }),
  });
  return { directory, close: () => reader.close() };
}
const told = ({ overlays, reviews, merged, retired, broken }: DirectoryView) => ({
  overlays,
  reviews: Array.from(reviews.keys(), (id) => [id, reviews.get(id)]).sort(),
  merged: [...(merged?.keys() ?? [])].sort(),
  retired: [...retired],
  broken,
});

/** The same without anything kept. */
async function derived(): Promise<ReturnType<typeof told>> {
  rmSync(cache, { recursive: true });
  return seen();
}

it("the next process reads what the first has derived", async () => {
  const first = await seen();
  expect(first.reviews).toHaveLength(COUNT);
  expect(first.broken).toHaveLength(1);
  rmSync(path.join(cache, "texts-1"));
  expect(await seen()).toEqual(first);
  expect(existsSync(path.join(cache, "texts-1")), "no file was parsed").toBe(false);
});

describe("is derived again", () => {
  const changes: [string, () => void][] = [
    ["once a file is edited in place", () => write(Object.fromEntries([lesson(3, "said anew")]))],
    ["once a file comes", () => write(Object.fromEntries([lesson(99, "one more")]))],
    [
      "once the branch moves",
      () => {
        rmSync(path.join(repository.dir, numbered(5)));
        commit();
      },
    ],
  ];
  it.each(changes)("%s", async (_, change) => {
    const before = await seen();
    change();
    const after = await seen();
    expect(after).not.toEqual(before);
    expect(after).toEqual(await derived());
  });

  it("once the journal says something else of a lesson", async () => {
    await seen();
    const before = readFileSync(kept());
    await seen("another lesson");
    expect(readFileSync(kept()).equals(before)).toBe(false);
  });
});

it("a process that goes on asks the journal again of those lessons alone that it is told of", async () => {
  const { directory, close } = await open();
  const state = createState();
  expect(told(await directory.view(state, "chunk;")).overlays).toHaveLength(COUNT);
  const { kind, body } = LESSON;
  state.add(
    learning(0, { id: idOf(3), title: "lesson 3", kind: "gotcha", body, tags: ["git"], paths: [] }),
    "aa",
    true,
  );
  const lessons = `chunk;${idOf(3)} aa true`;
  const after = told(await directory.view(state, lessons));
  close();
  expect(after.overlays.map(({ id }) => id)).not.toContain(idOf(3));
  expect([kind, after.overlays.length]).toEqual(["gotcha", COUNT - 1]);
  rmSync(cache, { recursive: true });
  expect(after).toEqual(await seen(lessons, state));
});

it("of a file that was written just now nothing is kept, as it may change again unseen", async () => {
  writeFiles(repository.dir, Object.fromEntries([lesson(3, "said anew")]));
  await seen();
  expect(existsSync(kept())).toBe(false);
});

describe("answers are the same", () => {
  const damages: [string, (bytes: Buffer) => void][] = [
    ["a title is another one", (bytes) => writeFileSync(kept(), flipped(bytes, bytes.indexOf("conflict")))],
    ["an id is another one", (bytes) => writeFileSync(kept(), flipped(bytes, bytes.length - 40))],
    ["its digest is another one", (bytes) => writeFileSync(kept(), flipped(bytes, 20))],
    ["it is cut", (bytes) => truncateSync(kept(), bytes.length - 26)],
    ["it is empty", () => truncateSync(kept(), 0)],
    ["it is of another version", () => writeFileSync(kept(), "agentops-view-9\n")],
    ["it is gone", () => rmSync(kept())],
  ];
  it.each(damages)("where %s", async (_, damage) => {
    const whole = await seen();
    damage(readFileSync(kept()));
    expect(await seen()).toEqual(whole);
    expect(await seen()).toEqual(whole);
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const other = Buffer.from(bytes);
  other[at] = (other[at] ?? 0) ^ 1;
  return other;
}
