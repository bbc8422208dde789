// A job whose policy asks for a verdict is done only with one that has passed under its own token.
import { afterEach, expect, it } from "vitest";
import { CRITERIA, POLICY, type Project } from "../claims/project.ts";
import { createSmallProject } from "../claims/small-project.ts";

const HANDOFF = { goal: "parse", done: "the lexer", decisions: "no regex", next: "the parser" };
const DONE = { outcome: "done", handoff: HANDOFF, none_because: "nothing new" };
let project: Project;

afterEach(() => project.close());

it.each([
  ["its paths", 'jobs: { verdict: { paths: ["value.txt"] } }\n'],
  ["its risk", "jobs: { verdict: { risk: low } }\n"],
])("because of %s", async (_, rule) => {
  project = createSmallProject(POLICY + rule);
  const worker = await project.start("worker");
  const { facts } = await worker.call("start_job", { title: "Make it smaller", write: ["value.txt"] });
  const refused = await worker.call("finish_job", DONE);
  expect(refused.text).toMatch(
    /^JOB_REFUSED: .* is done only with a passed claim, because .*; none was made/,
  );
  const claimed = await worker.call("submit_claim", { statement: "The value is small", criteria: CRITERIA });
  expect((await worker.call("finish_job", DONE)).text).toMatch(
    new RegExp(`claim ${claimed.facts.id} is open`),
  );
  await worker.call("request_verdict", { claim: claimed.facts.id, wait_seconds: 50 });
  expect((await worker.call("finish_job", DONE)).facts).toMatchObject({ job: facts.job, state: "done" });
});

it("which a predecessor may have brought", async () => {
  project = createSmallProject(`${POLICY}jobs: { verdict: { risk: low } }\n`);
  const [first, second] = [await project.start("first"), await project.start("second")];
  const { facts } = await first.call("start_job", { title: "Make it smaller", write: ["value.txt"] });
  const claimed = await first.call("submit_claim", { statement: "The value is small", criteria: CRITERIA });
  await first.call("request_verdict", { claim: claimed.facts.id, wait_seconds: 50 });
  await first.call("finish_job", { ...DONE, outcome: "hand_off" });
  await second.call("start_job", { job: facts.job });
  expect((await second.call("finish_job", DONE)).facts).toMatchObject({ job: facts.job, state: "done" });
});

it("while to hand it off or to give it up takes none", async () => {
  project = createSmallProject(`${POLICY}jobs: { verdict: { risk: low } }\n`);
  const worker = await project.start("worker");
  for (const outcome of ["hand_off", "failed"]) {
    const { facts } = await worker.call("start_job", { title: `To ${outcome}`, write: ["value.txt"] });
    expect((await worker.call("finish_job", { ...DONE, outcome })).facts).toMatchObject({
      job: facts.job,
      outcome,
    });
  }
});
