// A verdict says in its first line which criteria no check of the policy covers.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { coverageGap } from "../../src/claims/coverage.ts";
import { runCli } from "../cli/run-cli.ts";
import { EMPTY_HOME } from "../support/journal.ts";
import { CRITERIA, claim, createProject, judged, type Project } from "./project.ts";

const criterion = (id: string, check: string | null) => ({ id, text: "it holds", check, run: null });

it("names the criteria that a check does not decide, and none where all have one", () => {
  expect(coverageGap([criterion("a", "test")])).toBeNull();
  expect(coverageGap([criterion("a", "test"), criterion("b", null)])).toMatch(
    /^no check of the policy covers b: /,
  );
  expect(coverageGap([criterion("a", null)])).toMatch(/covers any of its criteria: /);
  const many = Array.from({ length: 9 }, (_, at) => criterion(`c${at}`, null));
  expect(coverageGap([criterion("a", "test"), ...many])).toMatch(/covers c0, c1, c2, c3, c4 and 4 more: /);
});

describe("in a project", () => {
  let project: Project;
  beforeEach(() => {
    project = createProject();
  });
  afterEach(() => project.close());
  const OPEN = [...CRITERIA, { id: "readable", text: "a reader understands it" }];

  it("the answer to the worker and the verdict that people read begin with it", async () => {
    const worker = await project.start("worker");
    const { text, facts } = await judged(worker, { criteria: OPEN, risk: "high" });
    expect(text).toMatch(
      /^summary: PASSED by its checks, and waits for a judgement; no check of the policy covers readable: /,
    );
    expect(await worker.read(`agentops://verdicts/${facts.verdict}`)).toMatch(
      /^## Verdict \S+: PASSED\n\n- worth: no check of the policy covers readable/m,
    );
    const plain = await judged(worker, { criteria: CRITERIA });
    expect(plain.text).toMatch(/^summary: PASSED; small decided by small: /);
  });

  it("verdict without an id finds claims for which nobody has asked yet", async () => {
    const run = () => runCli(project.repository.dir, ["verdict"], { home: EMPTY_HOME });
    expect(run()).toMatchObject({ code: 0, stdout: "No claim waits for a verdict.\n" });
    const { facts } = await claim(await project.start("worker"));
    const found = run();
    expect(found.stdout).toMatch(new RegExp(`^PASSED claim ${facts.id} `));
    expect(found.code).toBe(0);
    expect(run().stdout).toBe("No claim waits for a verdict.\n");
  });
});
