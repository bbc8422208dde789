// measure_outcomes over the wire: a supervisor measures, accepts a change, and no worker can.
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Project } from "../claims/project.ts";
import { createSmallProject } from "../claims/small-project.ts";

const POLICY = "checks:\n  - { id: small, run: [sh, check.sh] }\n";
let project: Project;

beforeEach(() => {
  project = createSmallProject(POLICY);
  project.repository.git("checkout", "-q", "main");
});
afterEach(() => project.close());

const goals = (target: number) =>
  project.repository.commit({
    ".agentops/goals.yaml": `goals:
  - { id: value, why: x, check: { run: [cat, value.txt] }, direction: lower, target: ${target} }
  - { id: first-pass, why: x, metric: first_pass, direction: higher, target: 0.5, weight: 2 }
`,
  });

it("measures, notices a change nobody has accepted, and accepts it on a supervisor's word", async () => {
  goals(9);
  const supervisor = await project.startAs("supervisor");
  const first = await supervisor.call("measure_outcomes");
  expect(first.facts).toMatchObject({
    result: "ok",
    recorded: 2,
    reached: 1,
    goals: [
      { id: "first-pass", state: "no_data", value: null, note: expect.stringContaining("no event yet") },
      { id: "value", state: "reached", value: 5, trend: "first", note: null },
    ],
  });
  goals(4);
  const changed = await supervisor.call("measure_outcomes", { only: ["value"], dry_run: true });
  expect(changed.facts).toMatchObject({
    result: "unknown",
    recorded: 0,
    goals: [
      { state: "short", trend: "first", baseline: 5, note: expect.stringContaining("governance record") },
    ],
  });
  const accept_change = { goal: "value", reason: "9 was no goal", authority: "the team" };
  expect((await supervisor.call("measure_outcomes", { only: ["value"], accept_change })).facts).toMatchObject(
    {
      result: "ok",
      recorded: 1,
      goals: [{ state: "short", trend: "first", note: null }],
    },
  );
  const again = await supervisor.call("measure_outcomes", { accept_change });
  expect(again.text).toMatch(/^INVALID_ARGUMENT: .*accepted last/);
});

it("gives a command that hangs only its share of the call, and says that what it tells of it is old", async () => {
  goals(9);
  const supervisor = await project.startAs("supervisor");
  await supervisor.call("measure_outcomes", { only: ["value"] });
  project.repository.commit({
    ".agentops/goals.yaml": `goals:
  - { id: hangs, why: x, check: { run: [sleep, "100"], timeout: 90 }, direction: lower, target: 9 }
  - { id: value, why: x, check: { run: [cat, value.txt] }, direction: lower, target: 9 }
`,
  });
  const { goals: rows, recorded } = (await supervisor.call("measure_outcomes")).facts;
  expect(recorded).toBe(1);
  expect(rows).toMatchObject([
    { id: "hangs", state: "not_measured", note: expect.stringContaining("no time for its command") },
    { id: "value", state: "reached", value: 5, last: 5, note: null },
  ]);
});

it("is no worker's and no judge's", async () => {
  const worker = await project.start("worker");
  expect((await worker.client.listTools()).tools.map(({ name }) => name)).not.toContain("measure_outcomes");
  const judge = await project.startAs("judge");
  expect((await judge.client.listTools()).tools.map(({ name }) => name)).not.toContain("measure_outcomes");
});
