// A new kind of record takes one file: it is stored, read, indexed, told, shared, withheld and taken out like the others.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { recordFiles } from "../../scripts/catalog.mjs";
import { traceOf } from "../../src/briefing/story.ts";
import { findRemote } from "../../src/git/remote.ts";
import { findRepository } from "../../src/git/repository.ts";
import { encodeRecord, recordPath } from "../../src/journal/codec.ts";
import { gatherForeign } from "../../src/journal/compact.ts";
import { type Journal, openJournal } from "../../src/journal/journal.ts";
import { redactRecord } from "../../src/journal/redact.ts";
import { syncJournal } from "../../src/journal/sync.ts";
import type { RecordKind } from "../../src/records/define-record.ts";
import { recordsBySession } from "../../src/records/feeds.ts";
import { citing, type Kinds, kindsOf } from "../../src/records/kinds.ts";
import type { State } from "../../src/records/state.ts";
import { openReadModel } from "../../src/session/read-model.ts";
import { createLog } from "../../src/shared/log.ts";
import { ROOT } from "../support/client.ts";
import { draft, plant, WRITER } from "../support/journal.ts";
import { KINDS } from "../support/kinds.ts";
import { idOf, learning } from "../support/records.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import Sighting, {
  placesByRecord,
  type SightingRecord,
  sightingsByPlace,
} from "./fixture/src/weather/records/sighting.ts";

const FIXTURE = path.join(ROOT, "test/records/fixture");
const MANY = 70;
const log = createLog("silent", null);
let kinds: Kinds;
let remote: TestRepository;
let repositories: TestRepository[];
let journals: Journal[];

beforeEach(async () => {
  const files = recordFiles(FIXTURE).map((file) => pathToFileURL(path.join(FIXTURE, file)).href);
  const found: { default: RecordKind }[] = await Promise.all(files.map((file) => import(file)));
  kinds = kindsOf([...KINDS.values(), ...found.map((module) => module.default)]);
  remote = createRepository({ bare: true });
  repositories = [];
  journals = [];
});

afterEach(() => {
  for (const journal of journals) journal.close();
  for (const repository of [...repositories, remote]) repository.remove();
});

/** A clone of the remote, as a program reads it that knows these kinds. */
async function open(known: Kinds, repository = createRepository()): Promise<Journal> {
  if (!repositories.includes(repository)) {
    repositories.push(repository);
    repository.git("remote", "add", "origin", remote.dir);
  }
  const journal = openJournal(await findRepository(repository.dir), known);
  journals.push(journal);
  return journal;
}

const read = (journal: Journal): Promise<State> => openReadModel(journal, null, log).state();
const see = (place: string, of: string[] = []) =>
  Sighting.draft({ place, of, evidence: [{ type: "commit", ref: "abc1234" }] });
const byHand = (number: number, changes: Partial<SightingRecord> = {}): SightingRecord => {
  const { v, id, at, session, runtime, role, clone, commit } = learning(number, { clone: "zzzzzzzzzz" });
  const provenance = { v, id, at, session, runtime, role, clone, commit };
  return { record: "sighting", ...provenance, place: "sea", of: [], evidence: [], ...changes };
};

it("is stored under its name, with its summary and its reasons in the commit", async () => {
  const journal = await open(kinds);
  const [stored] = await journal.append([see("the old\nharbour")], WRITER, null);
  const [repository] = repositories;
  const ref = stored?.file.split(":")[0] ?? "";
  expect(stored?.file).toMatch(/:sighting\/\d{4}\/\d\d\/\d\d\/[0-9A-Z]{26}\.json$/);
  expect(JSON.parse(repository?.git("show", stored?.file ?? "") ?? "")).toEqual(stored?.record);
  const message = repository?.git("log", "-1", "--format=%B", ref) ?? "";
  expect(message.split("\n")[0]).toBe("sighting: at the old harbour");
  expect(message).toContain("AgentOps-Evidence: commit abc1234\n");
});

it("is read, by itself and by its indexes, and told", async () => {
  const journal = await open(kinds);
  const [lesson] = await journal.append([draft({ title: "a lesson" })], WRITER, null);
  const id = lesson?.record.id ?? "";
  const stored = await journal.append([see("harbour", [id]), see("beach", [id])], WRITER, null);
  const [first] = stored.map(({ record }) => record);
  const state = await read(journal);
  expect(state.all(Sighting).map(({ place }) => place)).toEqual(["harbour", "beach"]);
  expect(state.get(Sighting, first?.id ?? "")).toEqual(first);
  expect(state.get(Sighting, id)).toBeUndefined();
  expect(state.by(sightingsByPlace, "harbour")).toEqual([first]);
  expect(state.by(placesByRecord, id)).toEqual(["beach", "harbour"]);
  expect(state.by(recordsBySession, WRITER.session)).toHaveLength(3);
  expect(first && traceOf(state, first, Date.now())).toMatchObject({
    record: "sighting",
    title: "harbour",
    state: "stored",
    derived_from: [`sees ${id}`],
    events: [],
  });
});

it("names its commits as they are found from another repository", () => {
  expect(citing(kinds, see("harbour"), (commit) => `code@${commit}`)).toMatchObject({
    evidence: [{ type: "commit", ref: "code@abc1234" }],
  });
});

it("travels to another clone, which may keep it as its own", async () => {
  const [one, other] = [await open(kinds), await open(kinds)];
  await one.append([see("harbour")], WRITER, null);
  await other.append([see("beach")], WRITER, null);
  for (const journal of [one, other]) {
    const from = await findRemote(journal.repository.commonDir, "origin");
    const options = { fetch: true, push: true, compact: false, limitMs: 20_000, agree: async () => true };
    await syncJournal(journal, from, options);
  }
  expect((await read(other)).all(Sighting).map(({ place }) => place)).toEqual(
    expect.arrayContaining(["harbour", "beach"]),
  );
  expect(await gatherForeign(other)).toMatchObject({ bound: [], droppable: [{}] });
});

it("is withheld where it is malformed, and refused before it is stored", async () => {
  const journal = await open(kinds);
  const [repository] = repositories;
  const good = byHand(1);
  const bad = byHand(2, { place: "" });
  const files = [good, bad].map((each) => [recordPath(kinds, each), encodeRecord(kinds, each)] as const);
  plant(repository?.dir ?? "", "zzzzzzzzzz", Object.fromEntries(files));
  const state = await read(journal);
  expect(state.all(Sighting)).toEqual([good]);
  expect(state.quarantined.get(idOf(2))?.reason).toBe("field place is not valid");
  await expect(journal.append([see("")], WRITER, null)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});

it("is withheld by a program that does not know it, and read by the next one that does", async () => {
  const newer = await open(kinds);
  const lessons = Array.from({ length: MANY }, (_, at) => draft({ title: `lesson ${at}` }));
  const [stored] = await newer.append([see("harbour"), ...lessons], WRITER, null);
  const older = await open(KINDS, repositories[0]);
  const withheld = await read(older);
  expect(withheld.quarantined.get(stored?.record.id ?? "")?.reason).toContain("knows no such kind");
  expect(withheld.record(stored?.record.id ?? "")).toBeUndefined();
  // So many records that the older program has kept what it read.
  expect((await read(newer)).all(Sighting)).toHaveLength(1);
});

it("is taken out for good where its id is redacted", async () => {
  const journal = await open(kinds);
  const [stored] = await journal.append([see("harbour")], WRITER, null);
  const id = stored?.record.id ?? "";
  const order = { id, reason: "names a person", isRecorded: false };
  await redactRecord(journal, order, { ...WRITER, role: "supervisor" });
  const state = await read(journal);
  expect(state.all(Sighting)).toEqual([]);
  expect(state.by(sightingsByPlace, "harbour")).toEqual([]);
  expect(state.quarantined.get(id)?.reason).toContain("names a person");
});
