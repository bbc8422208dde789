// A plan is shown before it is queued: what runs at once, what is in each other's way, and what nobody would decide.

import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { overlapsOf, wavesOf } from "../../src/jobs/plan.ts";
import { clientsIn } from "../support/clients.ts";
import { journalRecords } from "../support/journal.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

const job = (id: string, write: string[], depends_on: string[] = []) => ({
  id,
  depends_on,
  scope: { read: [], write },
});

describe("the waves", () => {
  it.each([
    ["none waits", [job("a", []), job("b", [])], [["a", "b"]]],
    ["in a row", [job("c", [], ["b"]), job("b", [], ["a"]), job("a", [])], [["a"], ["b"], ["c"]]],
    [
      "the longer way counts",
      [job("a", []), job("b", [], ["a"]), job("c", [], ["a", "b"])],
      [["a"], ["b"], ["c"]],
    ],
    ["stored jobs are not in it", [job("a", [], ["stored"])], [["a"]]],
  ])("%s", (_, jobs, waves) => expect(wavesOf(jobs)).toEqual(waves));

  it("hold each job once, and behind all that it waits for", () => {
    const list = fc.array(fc.array(fc.nat(11), { maxLength: 3 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(list, (lists) => {
        const jobs = lists.map((after, at) =>
          job(`${at}`, [], after.filter((each) => each < at).map(String)),
        );
        const waves = wavesOf(jobs);
        const wave = (id: string) => waves.findIndex((ids) => ids.includes(id));
        expect(waves.flat().toSorted()).toEqual(jobs.map(({ id }) => id).toSorted());
        for (const { id, depends_on } of jobs)
          for (const before of depends_on) expect(wave(before)).toBeLessThan(wave(id));
      }),
    );
  });
});

it("two jobs overlap where one file may be both's and neither waits for the other", () => {
  const jobs = [
    job("a", ["src/**"]),
    job("b", ["src/x.ts"], ["a"]),
    job("c", ["src/x.ts"], ["b"]),
    job("d", ["src/y.ts"]),
    job("e", ["docs/**"]),
  ];
  expect(overlapsOf(jobs)).toEqual([["a", "d"]]);
});

const CONFIG = 'checks: [{ id: unit, run: [npm, test], inputs: ["src/**"] }]\n';
let repository: TestRepository;
const clients = clientsIn(() => repository.dir);
beforeEach(() => {
  repository = createRepository();
  repository.commit({ ".agentops/config.yaml": CONFIG, "src/0.ts": "1\n" });
});
afterEach(async () => {
  await clients.closeAll();
  repository.remove();
});
const stored = () => journalRecords<{ title: string }>(repository, "job").map(({ title }) => title);
const supervisor = () => clients.start("boss", ["--role", "supervisor"]);
/** Twelve, of which four are in the way of the first one. */
const twelve = Array.from({ length: 12 }, (_, at) => ({
  key: `k${at}`,
  title: `Part ${at}`,
  write: [at > 7 ? "src/0.ts" : `src/${at}.ts`],
  acceptance: ["unit passes"],
  after: at > 8 ? [`k${at - 1}`] : [],
}));

it("of twelve jobs all that is in the way is named, and nothing is stored by asking", async () => {
  const boss = await supervisor();
  const lesson = {
    title: "src/0.ts holds cents and no fractions of them",
    kind: "gotcha",
    body: "Sums of src/0.ts are whole cents. A fraction is lost without an error, so round before you add and never after it.",
    paths: ["src/0.ts"],
    evidence: [{ type: "path", ref: "src/0.ts" }],
  };
  const worker = await clients.start("worker");
  expect((await worker.call("record_learning", lesson)).facts.state).toBe("admitted");
  const { facts, text } = await boss.call("create_job", { jobs: twelve, dry_run: true });
  const plan = facts.plan as Record<string, string[]>;
  expect(plan.overlaps, text).toEqual(["k0 and k8", "k0 and k9", "k0 and k10", "k0 and k11"]);
  expect(plan.waves?.map((wave) => wave.length)).toEqual([9, 1, 1, 1]);
  expect(plan.gaps).toEqual([]);
  expect(plan.lessons?.[0]).toMatch(/^k0: \w{26} "src\/0\.ts holds cents/);
  expect(facts.queued).toBeUndefined();
  expect(stored()).toEqual([]);
});

it("of a wide scope only the lessons are named that the job has words in common with", async () => {
  const boss = await supervisor();
  const worker = await clients.start("worker");
  const lesson = {
    title: "npx in a checkout runs the checkout's own node_modules",
    kind: "gotcha",
    body: "A workflow that runs npx inside a checkout of a pull request runs whatever that request has put into node_modules, beside the signing key. Install the program before the checkout, outside of it.",
    paths: ["docs/ci/signing.md"],
    evidence: [{ type: "path", ref: "src/0.ts" }],
  };
  expect((await worker.call("record_learning", lesson)).facts.state).toBe("admitted");
  const jobs = [
    { key: "far", title: "The page of the settings follows the language of its reader", write: ["docs/**"] },
    { key: "near", title: "Signing: the workflow runs npx outside of its checkout", write: ["docs/**"] },
    { key: "same", title: "Shorten the page", write: ["docs/ci/signing.md"] },
  ].map((job) => ({ ...job, acceptance: ["unit passes"] }));
  const { facts, text } = await boss.call("create_job", { jobs, dry_run: true });
  const named = (facts.plan as Record<string, string[]>).lessons ?? [];
  expect(
    named.map((each) => each.split(":")[0]),
    text,
  ).toEqual(["near", "same"]);
});

it("with a circle among them, it and all that overlaps are named at once", async () => {
  const boss = await supervisor();
  const jobs = twelve.map((each, at) => (at === 8 ? { ...each, after: ["k11"] } : each));
  const closed = jobs.map((each, at) => (at === 9 ? { ...each, after: ["k8"] } : each));
  const { text, isError } = await boss.call("create_job", { jobs: closed, dry_run: true });
  expect(isError).toBe(true);
  expect(text).toMatch(/wait for each other: k\d+ -> k\d+ -> k\d+ -> k\d+ -> k\d+/);
  for (const other of ["k8", "k9", "k10", "k11"]) expect(text).toContain(`k0 and ${other}`);
  expect(stored()).toEqual([]);
});

it("one call queues them all, and what is queued already is in the way of the next plan", async () => {
  const boss = await supervisor();
  const { facts, text } = await boss.call("create_job", { jobs: twelve });
  expect(facts.queued, text).toHaveLength(12);
  expect(stored().toSorted()).toEqual(twelve.map(({ title }) => title).toSorted());
  const next = { title: "More of it", write: ["src/3.ts"], dry_run: true };
  const { overlaps, gaps } = (await boss.call("create_job", next)).facts.plan as Record<string, string[]>;
  expect(overlaps).toEqual([expect.stringMatching(/^More of it and j-\w+, which is queued$/)]);
  expect(gaps).toEqual(["More of it: no acceptance says when it is done"]);
});

it.each([
  [
    "a circle",
    [
      { key: "a", title: "A", after: ["b"] },
      { key: "b", title: "B", after: ["a"] },
    ],
    /a -> b -> a/,
  ],
  ["a field that is none", [{ title: "A", paths: ["src"] }], /jobs\.0.*paths/],
  ["what is no job", ["A"], /jobs\.0/],
  ["no title", [{ title: "A" }, { write: ["src"] }], /jobs\.1\.title/],
  ["a scope outside", [{ title: "A", write: ["../x"] }], /write\.0/],
  ["a name twice", [{ title: "A" }, { title: "a" }], /both called a/],
])("with %s none is stored", async (_, jobs, why) => {
  const boss = await supervisor();
  const { isError, text } = await boss.call("create_job", { jobs: [...jobs, { title: "Fine" }] });
  expect(isError).toBe(true);
  expect(text).toMatch(why);
  expect(stored()).toEqual([]);
});

it("a title beside jobs is refused, as either could be meant", async () => {
  const boss = await supervisor();
  const { text } = await boss.call("create_job", { title: "A", jobs: [{ title: "B" }] });
  expect(text).toMatch(/INVALID_ARGUMENT: title: can't stand beside jobs/);
});

it("what the envelope lets nobody write is a gap", async () => {
  repository.commit({ ".agentops/config.yaml": `${CONFIG}envelope: { write: ["src/**", "!src/own/**"] }\n` });
  const boss = await supervisor();
  const job = { title: "Describe it", write: ["src/a.ts", "docs/**"], acceptance: ["unit passes"] };
  const { facts, text } = await boss.call("create_job", { ...job, dry_run: true });
  const { gaps } = facts.plan as Record<string, string[]>;
  expect(gaps, text).toEqual(["Describe it: the envelope on main lets nobody write docs/**"]);
});
