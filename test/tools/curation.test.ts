// Supervisors decide with real servers: served no more, served again, and never on their own lessons.
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { TestClient } from "../support/client.ts";
import { inProcess } from "../support/in-process.ts";
import { cloneRefs, journalFiles, plant } from "../support/journal.ts";
import { encodeRecord, recordPath } from "../support/kinds.ts";
import { citation, curation, idOf } from "../support/records.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

const LESSON = {
  title: "The token check fails when the clock is 5 minutes off",
  kind: "gotcha",
  body: "verifyToken in src/auth.ts rejects tokens from a machine whose clock is 5 minutes off. Set leeway to 300.",
};
const OTHER = {
  title: "Tokens need a leeway of 300 seconds",
  kind: "decision",
  body: "Clocks of build machines drift, so verifyToken gets leeway 300 from src/auth.ts. Keep it when you change the token library.",
};

let repository: TestRepository;
let clients: TestClient[];

beforeEach(() => {
  repository = createRepository();
  repository.commit({ "src/auth.ts": "export const leeway = 0;\n" });
  clients = [];
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  repository.remove();
});

const start = async (session: string, role = "worker", ownRuntime = false): Promise<TestClient> => {
  const client = await inProcess(repository.dir, { session, args: ["--role", role], ownRuntime });
  clients.push(client);
  return client;
};
const record = async (client: TestClient, lesson: Record<string, unknown> = LESSON): Promise<string> =>
  String((await client.call("record_learning", { ...lesson })).facts.id);
const retrieve = async (client: TestClient) =>
  (await client.call("retrieve_context", { task: "token check fails because a clock is off" })).facts as {
    items: { id: string; why: string }[];
    dropped: { id: string; reason: string }[];
  };
const records = () => repository.git("rev-list", "--count", "--glob=refs/agentops/clones/*").trim();

it("a retired lesson is named with the reason and served no more, until it is restored", async () => {
  const worker = await start("worker");
  const id = await record(worker);
  const supervisor = await start("lead", "supervisor");
  const reason = `replaced in ${repository.dir}/src/auth.ts`;
  const decided = await supervisor.call("curate_knowledge", {
    action: "retire",
    id,
    reason,
    authority: "team",
  });
  expect(decided.text).not.toContain(repository.dir);
  expect(decided.facts.state).toBe(
    'retired by a supervisor for "team"; stored reason: replaced in src/auth.ts',
  );
  const withheld = await retrieve(worker);
  expect(withheld.items).toEqual([]);
  expect(withheld.dropped).toMatchObject([{ id, reason: decided.facts.state }]);
  expect(await worker.read("agentops://brief")).not.toContain(LESSON.title);
  expect((await supervisor.call("curate_knowledge", { list: "out" })).facts.items).toMatchObject([{ id }]);
  await supervisor.call("curate_knowledge", { action: "restore", id, reason: "it is back" });
  expect((await retrieve(worker)).items).toMatchObject([{ id }]);
  expect(await worker.read("agentops://brief")).toContain(LESSON.title);
  const trace = await worker.read(`agentops://trace/${id}`);
  expect(trace).toContain("curated: retire");
  expect(trace).toContain("curated: restore");
});

it("no session decides on its own lesson, and nothing is stored when it tries", async () => {
  const id = await record(await start("one"));
  const own = await start("one", "supervisor");
  const before = records();
  for (const action of ["promote", "retire"]) {
    const refused = await own.call("curate_knowledge", {
      action,
      id,
      reason: "it is good",
      evidence: [{ type: "path", ref: "src/auth.ts" }],
    });
    expect(refused.text).toMatch(/^CURATION_REFUSED: .*by the session that recorded the learning/);
  }
  expect(records()).toBe(before);
});

it("no runtime process promotes what it recorded under another session's name", async () => {
  const evidence = [{ type: "path", ref: "src/auth.ts" }];
  const promotion = { action: "promote", reason: "it is good", evidence };
  const id = await record(await start("one"));
  const sameProcess = await start("two", "supervisor");
  const before = records();
  const refused = await sameProcess.call("curate_knowledge", { ...promotion, id });
  expect(refused.text).toMatch(/^CURATION_REFUSED: .*by the runtime process that recorded the learning/);
  expect(records()).toBe(before);
  const other = await start("three", "supervisor", true);
  expect((await other.call("curate_knowledge", { ...promotion, id })).facts).toMatchObject({
    stage: "learning",
  });
  // Past the tool it counts for nothing either.
  const [ref = ""] = cloneRefs(repository);
  const stored = JSON.parse(
    repository.git(
      "show",
      `${ref}:${
        journalFiles(repository)
          .find((file) => file.includes(":curation/"))
          ?.split(":")[1]
      }`,
    ),
  );
  const learning = journalFiles(repository).find((file) => file.includes(`/${id}.md`)) ?? "";
  const process = /^process: (\S+)$/m.exec(repository.git("show", learning))?.[1];
  const forged = { ...stored, id: `7${idOf(4).slice(1)}`, session: "two", process };
  plant(repository.dir, path.basename(ref), {
    [`curation/${stored.at.slice(0, 10).replaceAll("-", "/")}/${forged.id}.json`]: `${JSON.stringify(forged, null, 1)}\n`,
  });
  expect(await other.read(`agentops://trace/${id}`)).toContain(
    "not counted: by the runtime process that recorded the learning",
  );
});

it.each([
  ["an action without an id", { action: "retire", reason: "x" }, /^INVALID_ARGUMENT: id/],
  ["a reason without an action", { reason: "x" }, /^INVALID_ARGUMENT: action/],
  ["a merge without the other one", { action: "merge" }, /names no other learning/],
  ["a restore of what is served", { action: "restore" }, /nothing to restore/],
  [
    "evidence that nobody has",
    { action: "retire", evidence: [{ type: "commit", ref: "deadbeef" }] },
    /no such commit/,
  ],
  [
    "a secret",
    { action: "retire", reason: `token ghp_${"a1B2c3D4e5".repeat(4).slice(0, 36)}` },
    /^SECRET_FOUND/,
  ],
  ["a promotion that is not deserved", { action: "promote", stage: "pattern" }, /pattern needs/],

  ["a demotion upwards", { action: "demote", stage: "guidance" }, /^CURATION_REFUSED: stage/],
  ["a stage for a retirement", { action: "retire", stage: "pattern" }, /^CURATION_REFUSED: stage/],
  ["a contradiction by opinion", { action: "contradict", other: "OTHER" }, /shows no commit/],
  ["hidden characters", { action: "retire", reason: "x\u202ey" }, /^UNSAFE_TEXT/],
])("refuses %s and stores nothing", async (_, args, why) => {
  const worker = await start("worker");
  const [id, other] = [await record(worker), await record(worker, OTHER)];
  const supervisor = await start("lead", "supervisor", true);
  const before = records();
  const about = "action" in args && why.source !== "^INVALID_ARGUMENT: id" ? { id, reason: "seen" } : {};
  const given = { ...about, ...args, ...("other" in args ? { other } : {}) };
  const answer = await supervisor.call("curate_knowledge", given);
  expect(answer.isError).toBe(true);
  expect(answer.text).toMatch(why);
  expect(records()).toBe(before);
});

it("two supervisors who merge each into the other at once leave one of them served", async () => {
  const worker = await start("worker");
  const ids = [await record(worker), await record(worker, OTHER)];
  const both = await Promise.all([start("x", "supervisor", true), start("y", "supervisor", true)]);
  await Promise.all(
    both.map((client, at) =>
      client.call("curate_knowledge", {
        action: "merge",
        id: ids[at],
        other: ids[1 - at],
        reason: "the same",
      }),
    ),
  );
  const out = await both[0]?.call("curate_knowledge", { list: "out" });
  expect(out?.facts.items).toHaveLength(1);
  expect((await retrieve(worker)).items).toHaveLength(1);
});

it("what sessions of two clones found helpful on two jobs is a pattern, and says so where it is served", async () => {
  const id = await record(await start("author"));
  for (const [at, session] of ["a", "b", "c"].entries()) {
    const client = await start(session, "worker", true);
    const job = await client.call("start_job", { title: `job ${at} of ${session}` });
    expect(job.isError, job.text).toBe(false);
    const cited = await client.call("cite_learnings", { citations: [{ id, outcome: "applied" }] });
    expect(cited.isError, cited.text).toBe(false);
  }
  const reader = await start("reader");
  expect((await retrieve(reader)).items[0]?.why, "sessions of one clone are not enough").not.toContain(
    "pattern",
  );
  for (const [at, session] of ["d", "e"].entries()) {
    const word = {
      ...citation(at + 1, id, { session, outcome: "applied" }),
      id: `7${idOf(at + 1).slice(1)}`,
      clone: "bbbbbbbbbb",
      at: new Date().toISOString(),
    };
    plant(repository.dir, "bbbbbbbbbb", { [recordPath(word)]: encodeRecord(word) });
  }
  expect((await retrieve(reader)).items[0]?.why).toContain("pattern");
  expect(await reader.read(`agentops://learnings/${id}`)).toContain("stage: pattern");
  expect(await reader.read("agentops://brief")).toContain(`${id}, pattern`);
});

it("what is written past the tools counts for nothing: a worker's decision, and a copy in another clone's journal", async () => {
  const worker = await start("worker");
  const id = await record(worker);
  const [ref = ""] = cloneRefs(repository);
  const own = path.basename(ref);
  const at = new Date().toISOString();
  const decision = curation(1, id, "retire", { at, clone: own, session: "lead" });
  const forged = [
    { clone: own, record: { ...decision, id: `7${idOf(1).slice(1)}`, role: "worker" } },
    { clone: "bbbbbbbbbb", record: { ...decision, id: `7${idOf(2).slice(1)}` } },
  ];
  for (const { clone, record: each } of forged) {
    const file = `curation/${at.slice(0, 10).replaceAll("-", "/")}/${each.id}.json`;
    plant(repository.dir, clone, { [file]: `${JSON.stringify(each, null, 1)}\n` });
  }
  expect((await retrieve(worker)).items).toMatchObject([{ id }]);
  const trace = await worker.read(`agentops://trace/${id}`);
  expect(trace).toContain("not counted: in the role of a worker");
  expect(trace).toContain("not counted: not in the journal of the clone that it names");
  // The same in its own journal and role does count: it was the laws that held it.
  const honest = { ...decision, id: `7${idOf(3).slice(1)}` };
  plant(repository.dir, own, {
    [`curation/${at.slice(0, 10).replaceAll("-", "/")}/${honest.id}.json`]: `${JSON.stringify(honest, null, 1)}\n`,
  });
  expect((await retrieve(worker)).items).toEqual([]);
});

it("of supervisors who retire a lesson at once one has done it, and the others are told", async () => {
  const id = await record(await start("worker"));
  const leads = await Promise.all([1, 2, 3, 4].map((number) => start(`lead${number}`, "supervisor")));
  const retire = { action: "retire", id, reason: "the check is gone" };
  const answers = await Promise.all(leads.map((lead) => lead.call("curate_knowledge", retire)));
  expect(answers.filter(({ isError }) => !isError)).toHaveLength(1);
  for (const { text } of answers.filter(({ isError }) => isError))
    expect(text).toMatch(/^CURATION_REFUSED: .*out of service already/);
});

it("long lists come in pages, and workers are not offered the tool", async () => {
  const worker = await start("worker");
  const tools = (await worker.client.listTools()).tools.map(({ name }) => name);
  expect(tools).not.toContain("curate_knowledge");
  const supervisor = await start("lead", "supervisor");
  for (let number = 0; number < 30; number++) {
    const lesson = {
      title: `Port ${4000 + number * 7} is taken on the build machine ${"abcdefghij"[number % 10]}${number}`,
      kind: "gotcha",
      body: `A daemon named svc${number * 13} listens on port ${4000 + number * 7} there. Start the server with PORT=${9000 + number} instead. ${"word".repeat((number % 7) + 1)}`,
      distinct_because: "another port",
    };
    const id = await record(worker, lesson);
    await supervisor.call("curate_knowledge", { action: "retire", id, reason: "r".repeat(150) });
  }
  const first = await supervisor.call("curate_knowledge", { list: "out" });
  expect(Buffer.byteLength(first.text)).toBeLessThanOrEqual(8192);
  expect(first.facts.next_page).toBe(2);
  const second = await supervisor.call("curate_knowledge", { list: "out", page: 2 });
  const seen = [first, second].flatMap(({ facts }) => (facts.items as { id: string }[]).map(({ id }) => id));
  expect(new Set(seen).size).toBe(seen.length);
});
