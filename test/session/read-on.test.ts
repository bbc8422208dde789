// A journal too large for one call: what is known soon, what its rest brings, and that no part of it outlives what it came from.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { asFarAsRead } from "../../src/cli/reading.ts";
import { findRepository } from "../../src/git/repository.ts";
import type { Journal } from "../../src/journal/journal.ts";
import { MOST_MOVES } from "../../src/journal/restless.ts";
import Learning from "../../src/learnings/records/learning.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import type { RedactionRecord } from "../../src/records/redaction.ts";
import type { State } from "../../src/records/state.ts";
import { openReadModel, type ReadModel, type ReadOptions } from "../../src/session/read-model.ts";
import { createLog } from "../../src/shared/log.ts";
import { runCli } from "../cli/run-cli.ts";
import { CLONES, draft, EMPTY_HOME, plant, WRITER } from "../support/journal.ts";
import { encodeRecord, openJournal, recordPath } from "../support/kinds.ts";
import { learning } from "../support/records.ts";
import { createRepository, removeFolder, type TestRepository } from "../support/repository.ts";
import { by } from "../support/work-records.ts";

const log = createLog("silent", null);
const LARGE = "yyyyyyyyyy";
const REF = `${CLONES}/${LARGE}`;
const COUNT = 450;

let repository: TestRepository;
let journal: Journal;
let own: string;
beforeEach(async () => {
  repository = createRepository();
  journal = openJournal(await findRepository(repository.dir));
  const [stored] = await journal.append([draft()], WRITER, null);
  own = stored?.record.id ?? "";
});
afterEach(() => {
  journal.close();
  repository.remove();
});

/** A model that goes no further in one call than it must. */
const open = (options: ReadOptions = {}): ReadModel =>
  openReadModel(journal, null, log, { turnMs: 0, ...options });
const filesOf = (records: readonly JournalRecord[]): Record<string, string> =>
  Object.fromEntries(records.map((record) => [recordPath(record), encodeRecord(record)]));
const lessons = (from: number, count: number, clone = LARGE) =>
  Array.from({ length: count }, (_, at) => learning(from + at, { clone }));
const plantLarge = (from = 1, count = COUNT) => plant(repository.dir, LARGE, filesOf(lessons(from, count)));
const idsIn = (state: State): string[] =>
  state
    .all(Learning)
    .map(({ id }) => id)
    .sort();
/** All that two readers of the same journals have to agree on. */
const all = (state: State) => ({
  records: [...state.ids()]
    .sort()
    .map((id) => [state.record(id), state.origin(id)?.blob, state.origin(id)?.own]),
  quarantined: [...state.quarantined].sort(),
  newest: [...state.newest].sort(),
  unfinished: [...state.unfinished],
});
async function fresh(): Promise<State> {
  removeFolder(path.join(repository.dir, ".git/agentops/cache"));
  return openReadModel(journal, null, log).state();
}
/** The rest, as the process in the background reads it. */
async function finish(model: ReadModel): Promise<State> {
  let state = await model.soon();
  for (let turn = 0; state.unfinished.size > 0; turn += 1) {
    expect(turn, "it comes to an end").toBeLessThan(COUNT);
    state = await model.soon();
  }
  return state;
}
const rewrite = (records: readonly JournalRecord[]): void => {
  repository.git("update-ref", "-d", REF);
  plant(repository.dir, LARGE, filesOf(records));
};

it("who asks soon is answered with a part that says so, and asks for the rest to be read; who needs all waits for it", async () => {
  plantLarge();
  let asked = 0;
  const model = open({
    async readOn() {
      asked += 1;
    },
  });
  const soon = await model.soon();
  expect([...soon.unfinished]).toEqual([REF]);
  expect(idsIn(soon)).toContain(own);
  expect(idsIn(soon).length).toBeGreaterThan(1);
  expect(idsIn(soon).length).toBeLessThan(COUNT);
  expect(asked).toBe(1);
  const whole = await model.state();
  expect(idsIn(whole)).toHaveLength(COUNT + 1);
  expect(all(whole)).toEqual(all(await fresh()));
});

it("who needs all of it waits a while, is told whose are missing, and has the rest read; who may wait for ever gets it", async () => {
  plantLarge();
  let asked = 0;
  const model = open({
    patienceMs: 0,
    async readOn() {
      asked += 1;
    },
  });
  for (const ask of [model.state, model.facts])
    await expect(ask()).rejects.toMatchObject({
      code: "STILL_READING",
      fix: expect.stringContaining("agentops-mcp doctor"),
    });
  expect(asked).toBe(2);
  const looking = asFarAsRead(model);
  expect((await looking.state()).unfinished.size).toBe(1);
  expect(looking.problem()).toContain("1 clone are still being read");
  expect(all(await model.whole())).toEqual(all(await fresh()));
  expect(idsIn(await model.state())).toHaveLength(COUNT + 1);
  const after = asFarAsRead(model);
  expect([(await after.state()).unfinished.size, after.problem()]).toEqual([0, null]);
});

it("who is asked something leaves it to another process to keep thousands of records, and asks for that once", async () => {
  plantLarge(1, 2_100);
  let asked = 0;
  const model = open({
    async readOn() {
      asked += 1;
    },
  });
  await model.whole();
  await journal.append([draft({ title: "one more" })], WRITER, null);
  expect(idsIn(await model.state())).toHaveLength(2_102);
  expect(asked).toBe(1);
  expect(existsSync(path.join(repository.dir, ".git/agentops/cache"))).toBe(false);
  await finish(open({ keepsParts: true }));
  expect(idsIn(await open().soon())).toHaveLength(2_102);
});

it("a part comes newest first, and nothing that is taken out comes before what takes it out", async () => {
  const newest = learning(COUNT, { clone: LARGE });
  const out: RedactionRecord = {
    ...by(9_000, 0),
    clone: LARGE,
    record: "redaction" as const,
    redacted: newest.id,
    reason: "a name",
  };
  plant(repository.dir, LARGE, filesOf([...lessons(1, COUNT), out]));
  const soon = await open().soon();
  expect(soon.redactions.has(newest.id)).toBe(true);
  expect(idsIn(soon)).not.toContain(newest.id);
  expect(idsIn(soon)).toContain(learning(COUNT - 1).id);
  expect(idsIn(soon)).not.toContain(learning(1).id);
});

it("a record of one's own is there at once while the rest is being read, and small journals don't wait for a large one", async () => {
  plantLarge();
  const model = open();
  await model.soon();
  const [stored] = await journal.append([draft({ title: "of one's own" })], WRITER, null);
  const small = learning(5_000, { clone: "bbbbbbbbbb" });
  plant(repository.dir, "bbbbbbbbbb", filesOf([small]));
  const soon = await model.soon();
  expect(soon.unfinished.size).toBe(1);
  expect(idsIn(soon)).toEqual(expect.arrayContaining([stored?.record.id, small.id]));
});

it("only the process that reads the rest keeps parts; another one, started meanwhile, goes on from them", async () => {
  plantLarge();
  const cache = path.join(repository.dir, ".git/agentops/cache");
  await open().soon();
  expect(existsSync(cache)).toBe(false);
  await open({ keepsParts: true }).soon();
  expect(existsSync(cache)).toBe(true);
  const part = idsIn(await open().soon()).length;
  expect(part).toBeGreaterThan(150);
  const state = await finish(open({ keepsParts: true }));
  expect(all(state)).toEqual(all(await fresh()));
});

it("a running server takes over what another process has read to its end", async () => {
  plantLarge();
  const server = open();
  await server.soon();
  await finish(open({ keepsParts: true }));
  expect((await server.soon()).unfinished.size).toBe(0);
  expect(all(await server.soon())).toEqual(all(await fresh()));
});

describe.each([
  ["in one process", (model: ReadModel) => model],
  ["after another process kept it", () => open()],
])("of a part that was read %s", (_, after) => {
  const begin = async (): Promise<ReadModel> => {
    const model = open({ keepsParts: true });
    await model.soon();
    return after(model);
  };

  it("nothing stays when its journal is gone", async () => {
    plantLarge();
    const model = await begin();
    repository.git("update-ref", "-d", REF);
    expect(idsIn(await model.soon())).toEqual([own]);
    expect(all(await model.soon())).toEqual(all(await fresh()));
  });

  it("nothing stays that its journal lacks after it was written anew", async () => {
    plantLarge();
    const model = await begin();
    rewrite(lessons(1, COUNT - 20));
    const state = await finish(model);
    expect(idsIn(state)).toHaveLength(COUNT - 20 + 1);
    expect(all(state)).toEqual(all(await fresh()));
  });

  it("all stays, and the rest comes, when its journal grows", async () => {
    plantLarge();
    const model = await begin();
    plantLarge(COUNT + 1, 130);
    const state = await finish(model);
    expect(idsIn(state)).toHaveLength(COUNT + 130 + 1);
    expect(all(state)).toEqual(all(await fresh()));
  });

  it("nothing stays once the rest breaks a limit, and it is not read again and again", async () => {
    const broken = Array.from({ length: 1_100 }, (_, at) => [
      recordPath({ ...learning(10_000 + at), record: "learning" })
        .replace("learning/", "claim/")
        .replace(".md", ".json"),
      "{",
    ]);
    plant(repository.dir, LARGE, { ...filesOf(lessons(1, COUNT)), ...Object.fromEntries(broken) });
    const model = await begin();
    const state = await finish(model);
    expect(idsIn(state)).toEqual([own]);
    expect([...state.quarantined.values()]).toMatchObject([{ path: REF, aside: true }]);
    expect(all(state)).toEqual(all(await fresh()));
  });

  it("what was known before it stays when the journal had been read to its end once", async () => {
    plantLarge(1, 70);
    await openReadModel(journal, null, log).state();
    plantLarge(71, COUNT);
    const model = await begin();
    const state = await finish(model);
    expect(idsIn(state)).toHaveLength(70 + COUNT + 1);
    expect(all(state)).toEqual(all(await fresh()));
  });
});

describe("a journal that changes faster than it is read", () => {
  /** More than a call reads that goes no further than it must. */
  const PART = 150;
  /** Each time it is another one. */
  const chase = async (model: ReadModel, times: number) => {
    for (let at = 0; at < times; at += 1) {
      rewrite(lessons(1 + at * PART, PART));
      await model.soon();
    }
  };
  const note = (change: (moves: { at: number }) => void): void => {
    const file = path.join(repository.dir, ".git/agentops/restless.json");
    const all = JSON.parse(readFileSync(file, "utf8"));
    for (const each of Object.values<{ at: number }>(all)) change(each);
    writeFileSync(file, JSON.stringify(all));
  };

  it("is set aside and named, also by another process, while own records and small journals go on", async () => {
    const model = open();
    const small = learning(50_000, { clone: "bbbbbbbbbb" });
    plant(repository.dir, "bbbbbbbbbb", filesOf([small]));
    await chase(model, MOST_MOVES + 2);
    for (const each of [model, open()]) {
      const state = await each.state();
      expect(idsIn(state)).toEqual([own, small.id].sort());
      expect([...state.quarantined.values()]).toMatchObject([
        { path: REF, aside: true, reason: expect.stringContaining("faster than it can be read") },
      ]);
    }
    await chase(model, 3);
    expect((await model.state()).unfinished.size).toBe(0);
  });

  it("is read once it has stood still, by a process that runs on as well", async () => {
    const model = open();
    await chase(model, MOST_MOVES + 2);
    expect(idsIn(await model.state())).toEqual([own]);
    note((each) => {
      each.at -= 3_700_000;
    });
    expect(idsIn(await finish(model))).toHaveLength(PART + 1);
    expect(all(await model.state())).toEqual(all(await fresh()));
  });

  it("is none that grows between long pauses", async () => {
    const model = open();
    for (let at = 0; at < MOST_MOVES + 2; at += 1) {
      plantLarge(1 + at * PART, PART);
      await model.soon();
      if (at > 0)
        note((each) => {
          each.at -= 3_700_000;
        });
    }
    expect([...(await finish(model)).quarantined.values()]).toEqual([]);
  });
});

it("the command that reads the rest leaves a cache from which the next one answers", async () => {
  plantLarge();
  expect(runCli(repository.dir, ["hook", "--read-journal"], { home: EMPTY_HOME })).toMatchObject({ code: 0 });
  expect(existsSync(path.join(repository.dir, ".git/agentops/cache/rest.making"))).toBe(false);
  const soon = await open().soon();
  expect(soon.unfinished.size).toBe(0);
  expect(idsIn(soon)).toHaveLength(COUNT + 1);
});

it("it reads the journal of a bare repository that keeps knowledge for others", async () => {
  const bare = createRepository({ bare: true });
  plant(bare.dir, LARGE, filesOf(lessons(1, COUNT)));
  expect(runCli(bare.dir, ["hook", "--read-journal"], { home: EMPTY_HOME })).toMatchObject({ code: 0 });
  const kept = openJournal(await findRepository(bare.dir));
  const soon = await openReadModel(kept, null, log, { turnMs: 0 }).soon();
  expect([soon.unfinished.size, idsIn(soon).length]).toEqual([0, COUNT]);
  kept.close();
  bare.remove();
});

it("a large journal of one's own is read in turns too: its newest first, and what is written meanwhile at once", async () => {
  const { clone } = await journal.writer();
  plant(repository.dir, clone, filesOf(lessons(1, 2_300, clone)));
  const model = open();
  const soon = await model.soon();
  expect([...soon.unfinished]).toEqual([`${CLONES}/${clone}`]);
  expect(idsIn(soon)).toContain(learning(2_300).id);
  expect(idsIn(soon)).not.toContain(learning(1).id);
  const [stored] = await journal.append([draft({ title: "written meanwhile" })], WRITER, null);
  expect(idsIn(await model.soon())).toContain(stored?.record.id);
  const state = await finish(model);
  expect(idsIn(state)).toHaveLength(2_302);
  expect(state.origin(learning(1).id)?.own).toBe(true);
  expect(all(state)).toEqual(all(await fresh()));
});
