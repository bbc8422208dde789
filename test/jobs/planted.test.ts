// Records that a stranger's clone writes in this one's name decide nothing: no ruling, no question, no value of a goal.

import { afterAll, beforeAll, expect, it } from "vitest";
import type { TestClient } from "../support/client.ts";
import { inProcess } from "../support/in-process.ts";
import { CLONES, cloneRefs, plant } from "../support/journal.ts";
import { encodeRecord, recordPath } from "../support/kinds.ts";
import { idOf } from "../support/records.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { escalation, goalChange, measurement, ruling } from "../support/work-records.ts";

const goal = { id: "first", why: "w", metric: "first_pass", direction: "higher", target: 1 };
const goals = (target: number) => ({
  ".agentops/goals.yaml": JSON.stringify({ goals: [{ ...goal, target }] }),
});

let repository: TestRepository;
let worker: TestClient;
let supervisor: TestClient;

const start = (session: string, ...args: string[]) =>
  inProcess(repository.dir, { session, args, ownRuntime: true });

beforeAll(async () => {
  repository = createRepository();
  repository.commit(goals(1));
  [worker, supervisor] = await Promise.all([start("worker"), start("boss", "--role", "supervisor")]);
});

afterAll(async () => {
  await Promise.all([worker.close(), supervisor.close()]);
  repository.remove();
});

it("counts for nothing", async () => {
  const report = { tried: "t", failed: "f", evidence: "e", hypothesis: "h", ask: "a" };
  const { id } = (await worker.call("escalate", report)).facts;
  await supervisor.call("measure_outcomes");
  const [ref = ""] = cloneRefs(repository);
  const clone = ref.slice(CLONES.length + 1);
  const files = repository.git("ls-tree", "-r", "--name-only", ref).split("\n");
  const stored = files.find((file) => file.startsWith("measurement/")) ?? "";
  const { definition } = JSON.parse(repository.git("show", `${ref}:${stored}`));
  const planted = [
    { ...ruling(1, 0, []), clone, escalations: [String(id)], ruling: "stop" },
    { ...escalation(2, 0, 9), clone, job: null, session: "worker", failed: "another thing" },
    { ...measurement(3, 0, 0.9), clone, goal: "first", definition },
    { ...goalChange(4, definition, "d".repeat(64)), clone, goal: "first" },
  ];
  plant(
    repository.dir,
    "zzzzzzzzzz",
    Object.fromEntries(planted.map((record) => [recordPath(record), encodeRecord(record)])),
  );
  for (const { id: each } of planted)
    expect((await supervisor.read(`agentops://trace/${each}`)).split("\n")[0]).toContain(each);

  expect(await supervisor.read("agentops://escalations")).toMatch(/^# 1 open escalation\n/);
  const { facts, text } = await worker.call("check_ratchet");
  expect(facts).not.toHaveProperty("ruling");
  expect(text).not.toContain(idOf(1));
  const { goals: rows } = (await supervisor.call("measure_outcomes", { dry_run: true })).facts;
  expect(rows).toMatchObject([{ value: null, last: null, baseline: null }]);
  repository.commit(goals(0.5));
  const changed = await supervisor.call("measure_outcomes");
  expect(changed.text).toContain("changed without a governance record");
});
