// Reading the union of all clones: broken, hostile, missing and rewritten journals cost nothing but themselves.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findRepository } from "../../src/git/repository.ts";
import type { Journal } from "../../src/journal/journal.ts";
import Citation, { citationsByLearning } from "../../src/learnings/records/citation.ts";
import Learning from "../../src/learnings/records/learning.ts";
import { standingOf } from "../../src/learnings/standing.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import type { State } from "../../src/records/state.ts";
import { openReadModel } from "../../src/session/read-model.ts";
import { createLog } from "../../src/shared/log.ts";
import { withClient } from "../support/clients.ts";
import { CLONES, cloneRefs, draft, plant, WRITER } from "../support/journal.ts";
import { encodeRecord, openJournal, recordPath } from "../support/kinds.ts";
import { citation, DAY, idOf, learning, START } from "../support/records.ts";
import { createRepository, removeFolder, type TestRepository } from "../support/repository.ts";

const log = createLog("silent", null);
const STRANGER = "ssssssssss";
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

const deleteCache = () => removeFolder(path.join(repository.dir, ".git/agentops/cache"));
const readNow = async (): Promise<State> => openReadModel(journal, null, log).state();
const save = async (title: string): Promise<string> => {
  const [stored] = await journal.append([draft({ title })], WRITER, null);
  return stored?.record.id ?? "";
};
const fromStranger = (number: number, changes = {}) => learning(number, { clone: STRANGER, ...changes });
const fileOf = <R extends JournalRecord>(record: R) => ({
  [recordPath(record)]: encodeRecord(record),
});

describe("quarantine", () => {
  it("withholds each broken record by itself, and a trace names its reason without its text", async () => {
    const good = await save("a good one");
    const place = (number: number) => recordPath(learning(number));
    const whole = (number: number) => encodeRecord(fromStranger(number, { body: "POISON" }));
    const broken: [number, string | Buffer, string][] = [
      [1, "POISON", "does not parse"],
      [2, whole(2).replace(/^v: 1$/m, "v: 9"), "newer version"],
      [3, whole(4), "does not fit its place"],
      [5, whole(5) + "x".repeat(300_000), "larger than a record may be"],
      [6, whole(6).replace("POISON", "<<<<<<< ours\nPOISON"), "conflict markers"],
      [7, whole(7).replace("POISON", "POISON\u200b"), "invisible character"],
      [8, whole(8).replace(/^kind: .*$/m, 'kind: "poem"'), "field kind"],
      [9, Buffer.from([0x50, 0, 0xff]), "does not parse"],
    ];
    plant(repository.dir, STRANGER, {
      ...Object.fromEntries(broken.map(([number, content]) => [place(number), content])),
      ...fileOf(fromStranger(20)),
      "README.md": "POISON",
    });
    const state = await readNow();
    expect(
      state
        .all(Learning)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([idOf(20), good].sort());
    await withClient(repository.dir, { session: "tuesday" }, async (client) => {
      for (const [number, , reason] of broken) {
        const answer = await client.call("trace_record", { id: idOf(number) });
        expect(answer.facts.state).toContain(`quarantined: `);
        expect(answer.facts.state).toContain(reason);
        expect(answer.text).not.toContain("POISON");
      }
      expect((await client.call("trace_record", { id: good })).facts.state).toBe("served");
      expect(await client.read("agentops://brief")).not.toContain("POISON");
    });
  });

  it("does not let a stranger's broken copy withhold a record", async () => {
    const id = await save("a good one");
    const [ref = ""] = cloneRefs(repository);
    const file = repository.git("ls-tree", "-r", "--name-only", ref).trim();
    plant(repository.dir, STRANGER, { [file]: "POISON" });
    const state = await readNow();
    expect(state.quarantined.size).toBe(0);
    expect(state.get(Learning, id)?.title).toBe("a good one");
  });

  it("does not read a stranger's huge object, packed or loose, to its end", async () => {
    const huge = { [recordPath(fromStranger(1))]: Buffer.alloc(64 << 20, "a") };
    plant(repository.dir, STRANGER, huge);
    const before = process.memoryUsage().arrayBuffers;
    expect((await readNow()).quarantined.get(idOf(1))?.reason).toBe("larger than a record may be");
    repository.git("repack", "-qad");
    expect((await readNow()).quarantined.get(idOf(1))?.reason).toBe("larger than a record may be");
    // 64 MB were there to be read; a few for streams are normal.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 << 20);
  });

  it("names a journal whose objects are not here yet, and reads it once they are", async () => {
    const id = await save("a good one");
    plant(repository.dir, STRANGER, fileOf(fromStranger(1)));
    const tip = repository.git("rev-parse", `${CLONES}/${STRANGER}`).trim();
    const tree = repository.git("rev-parse", `${tip}^{tree}`).trim();
    const file = path.join(repository.dir, ".git/objects", tree.slice(0, 2), tree.slice(2));
    const bytes = readFileSync(file);
    rmSync(file);
    const knowledge = openReadModel(journal, null, log);
    const before = await knowledge.state();
    expect(before.all(Learning).map((each) => each.id)).toEqual([id]);
    expect([...before.quarantined.keys()]).toEqual([`${CLONES}/${STRANGER}`]);
    writeFileSync(file, bytes);
    const after = await knowledge.state();
    expect(
      after
        .all(Learning)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([idOf(1), id].sort());
    expect(after.quarantined.size).toBe(0);
  });

  it("survives an object that the disk has damaged", async () => {
    const ids = [await save("first"), await save("second")];
    const [ref = ""] = cloneRefs(repository);
    const listed = repository.git("ls-tree", "-r", ref).trim().split("\n");
    const blob = listed.find((line) => line.includes(ids[0] ?? ""))?.split(/\s/)[2] ?? "";
    const file = path.join(repository.dir, ".git/objects", blob.slice(0, 2), blob.slice(2));
    for (const damage of [Buffer.alloc(0), Buffer.from("garbage"), readFileSync(file).subarray(0, 30)]) {
      rmSync(file);
      writeFileSync(file, damage);
      const state = await readNow();
      expect(state.all(Learning).map(({ id }) => id)).toEqual([ids[1]]);
      expect(state.quarantined.get(ids[0] ?? "")?.reason).toBe("its object is missing");
    }
  });
});

describe("laws hold for what other clones hold", () => {
  it("a stranger's other version of our record loses to ours", async () => {
    const [stored] = await journal.append([draft({ title: "ours" })], WRITER, null);
    if (!Learning.is(stored?.record)) throw new Error("not stored");
    for (const clone of ["0000000000", "zzzzzzzzzz"])
      plant(repository.dir, clone, fileOf({ ...stored.record, title: "theirs" }));
    deleteCache();
    expect((await readNow()).get(Learning, stored.record.id)?.title).toBe("ours");
  });

  it("a stranger's self-citation and bare `wrong` count for nothing", async () => {
    const words = [
      citation(2, idOf(1), { session: "author", outcome: "applied" }),
      citation(3, idOf(1), { session: "liar", outcome: "wrong", note: null, evidence: [] }),
    ].map((word) => ({ ...word, clone: STRANGER }));
    for (const record of [fromStranger(1), ...words]) plant(repository.dir, STRANGER, fileOf(record));
    const state = await readNow();
    expect(state.by(citationsByLearning, idOf(1))).toHaveLength(2);
    expect(standingOf(state, fromStranger(1), START)).toMatchObject({ counted: [], disputed: false });
  });
});

describe("two clones", () => {
  it("agree to the byte at the same instant, whatever they have fetched first", async () => {
    const other = createRepository();
    const theirs = openJournal(await findRepository(other.dir));
    const lesson = await save("a lesson");
    const fetch = (into: TestRepository, from: TestRepository) => {
      for (const ref of cloneRefs(from)) into.git("fetch", "-q", from.dir, `+${ref}:${ref}`);
    };
    fetch(other, repository);
    const word = (session: string, outcome: "applied" | "stale"): Parameters<Journal["append"]> => [
      [Citation.draft({ citations: [{ id: lesson, outcome, note: null, evidence: [] }] })],
      { ...WRITER, session },
      null,
    ];
    await theirs.append(...word("b", "applied"));
    await journal.append(...word("c", "stale"));
    await theirs.append([draft({ title: "newer", supersedes: lesson })], { ...WRITER, session: "d" }, null);
    fetch(repository, other);
    fetch(other, repository);
    const now = Date.now() + 20 * DAY;
    const standings = async (from: Journal) => {
      const state = await openReadModel(from, null, log).state();
      const ids = state
        .all(Learning)
        .map(({ id }) => id)
        .sort();
      return JSON.stringify(
        ids.map((id) => [id, standingOf(state, state.get(Learning, id) ?? learning(0), now)]),
      );
    };
    expect(await standings(theirs)).toBe(await standings(journal));
    expect(JSON.parse(await standings(journal))).toHaveLength(2);
    theirs.close();
    other.remove();
  });
});

describe("rewritten journals are noticed by a running reader", () => {
  it.each([
    ["moved back", (ref: string) => ["update-ref", ref, `${ref}~2`]],
    ["moved elsewhere", (ref: string) => ["update-ref", ref, `${CLONES}/${STRANGER}`]],
    ["deleted", (ref: string) => ["update-ref", "-d", ref]],
  ])("%s", async (_, command) => {
    for (const number of [1, 2, 3, 4]) await save(`lesson ${number}`);
    const [ref = ""] = cloneRefs(repository);
    plant(repository.dir, STRANGER, fileOf(fromStranger(1)));
    const knowledge = openReadModel(journal, null, log);
    expect((await knowledge.state()).all(Learning).length).toBe(5);
    repository.git(...command(ref));
    const after = await knowledge.state();
    expect(after.all(Learning).map(({ id }) => id)).toEqual(
      (await readNow()).all(Learning).map(({ id }) => id),
    );
    expect(after.all(Learning).length).toBeLessThan(5);
    await save("one more");
    expect((await knowledge.state()).all(Learning).length).toBe((await readNow()).all(Learning).length);
  });
});
