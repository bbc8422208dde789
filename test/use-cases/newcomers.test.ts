// Frictions that newcomers met at the tools, each answered where it arises.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claim, type Project } from "../claims/project.ts";
import { createSmallProject } from "../claims/small-project.ts";
import type { TestClient } from "../support/client.ts";
import { writeFiles } from "../support/repository.ts";

const TRIAL = `envelope:
  enforce: warn
  write: ["src/**"]
checks:
  - { id: small, run: [sh, check.sh], inputs: [value.txt] }
`;

let project: Project;
let worker: TestClient;
beforeEach(async () => {
  project = createSmallProject(TRIAL);
  worker = await project.start("worker");
});
afterEach(() => project.close());

it("an envelope on trial says to go on, and that it would be refused in earnest", async () => {
  const ask = (target: string) => worker.call("check_action", { action: "write", target: [target] });
  const { facts } = await ask("docs/a.md");
  expect(facts).toMatchObject({ decision: "allow", rule: expect.stringContaining("on trial") });
  expect(facts.ask).toContain("Go on");
  expect(facts.ask).not.toContain("Find another way");
  await worker.call("start_job", { title: "Only here", write: ["src/**"] });
  expect((await ask("docs/a.md")).facts).toMatchObject({ decision: "deny" });
});

it("work beside the commit is not answered with a command that envelopes refuse", async () => {
  writeFiles(project.repository.dir, { "loose.txt": "x\n" });
  const { text } = await claim(worker);
  expect(text).toContain("DIRTY_TREE");
  expect(text).not.toContain("stash");
});

describe("HEAD as evidence", () => {
  const HEAD = [{ type: "commit", ref: "HEAD" }];

  it("is stored as the commit that it is at that moment", async () => {
    const commit = project.repository.git("rev-parse", "HEAD").trim();
    const claimed = await claim(worker, { evidence: HEAD });
    expect(await worker.read(`agentops://claims/${claimed.facts.id}`)).toContain(
      `evidence: commit ${commit}`,
    );
    const lesson = await worker.call("record_learning", {
      title: "check.sh fails on a value of 10 or more",
      kind: "gotcha",
      body: "`sh check.sh` ends with 1 where value.txt holds 10 or more: it reads one digit. Keep value.txt below 10.",
      evidence: HEAD,
    });
    expect(lesson.isError, lesson.text).toBe(false);
    const trace = await worker.call("trace_record", { id: lesson.facts.id });
    expect(trace.text).toContain(commit);
    expect(trace.text).not.toContain("HEAD");
  });
});

it("a session's own lesson says that a citation of it would not count, before one is sent", async () => {
  const title = "check.sh fails on a value of 10 or more";
  await worker.call("record_learning", {
    title,
    kind: "gotcha",
    body: "`sh check.sh` ends with 1 where value.txt holds 10 or more: it reads one digit. Keep value.txt below 10.",
  });
  const whyOf = async (client: TestClient) =>
    ((await client.call("retrieve_context", { task: title })).facts.items as { why: string }[])[0]?.why;
  expect(await whyOf(worker)).toContain("your own: a citation would not count");
  expect(await whyOf(await project.start("another"))).not.toContain("your own");
});

it("a worktree that is kept says how it goes", async () => {
  project.repository.git("checkout", "-q", "main");
  const { facts } = await worker.call("start_job", { title: "Aside", write: ["src/**"], isolate: true });
  writeFiles(String(facts.worktree), { "src/half.ts": "x\n" });
  const handoff = { goal: "g", done: "d", decisions: "x", next: "n" };
  const end = await worker.call("finish_job", { outcome: "done", handoff, none_because: "nothing new" });
  expect(end.facts.notes).toContainEqual(
    expect.stringMatching(
      /kept: 1 file in it not committed .*; later, from another folder: git worktree remove /,
    ),
  );
});
