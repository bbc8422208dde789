// From a claim to its verdict, with real servers, runners and git.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { storedIds } from "../support/journal.ts";
import { claim, judged, type Project } from "./project.ts";
import { createSmallProject } from "./small-project.ts";

let project: Project;

beforeEach(() => {
  project = createSmallProject();
});
afterEach(() => project.close());

describe("a claim", () => {
  it("is an in-toto statement about the tree without learnings, with no place for a verdict", async () => {
    const worker = await project.start("worker");
    const { facts } = await claim(worker);
    const { repository } = project;
    const [ref = ""] = repository.git("for-each-ref", "--format=%(refname)", "refs/agentops").split("\n");
    const [file = ""] = repository
      .git("ls-tree", "-r", "--name-only", ref)
      .split("\n")
      .filter((name) => name.startsWith("claim/"));
    const record = JSON.parse(repository.git("show", `${ref}:${file}`));
    expect(record.id).toBe(facts.id);
    expect(record.statement._type).toBe("https://in-toto.io/Statement/v1");
    expect(record.statement.subject[0].digest).toEqual({
      gitCommit: repository.git("rev-parse", "HEAD").trim(),
      gitTree: repository.git("rev-parse", "HEAD^{tree}").trim(),
    });
    expect(JSON.stringify(record)).not.toMatch(/verdict|PASSED|"result"/);
  });

  it("passes, and asking again gives the same verdict", async () => {
    const worker = await project.start("worker");
    const first = await judged(worker);
    expect(first.facts).toMatchObject({ result: "PASSED", state: "passed", level: "L1", stale: null });
    const again = await worker.call("request_verdict", { claim: first.facts.claim });
    expect(again.facts.verdict).toBe(first.facts.verdict);
    expect(storedIds(project.repository, "verdict")).toHaveLength(1);
  });

  it("fails with the receipt that says why", async () => {
    project.repository.commit({ "value.txt": "12\n" });
    const { facts } = await judged(await project.start("worker"));
    expect(facts).toMatchObject({ result: "FAILED", state: "failed", level: null });
    expect(JSON.stringify(facts.receipts)).toContain("too large: 12");
  });
});

it("runs a claim's own command too, labelled as its own and never enough", async () => {
  const worker = await project.start("worker");
  const own = { id: "mine", text: "my script is content", run: ["node", "-e", "console.log('content')"] };
  expect((await claim(worker, { criteria: [own] })).text).toContain(
    "no check of base decides it, and a run of the claim's own is shown and decides nothing",
  );
  const { facts } = await judged(worker, { criteria: [own], risk: "high" });
  expect(facts).toMatchObject({
    state: "awaits_judgement",
    criteria: [{ id: "mine", result: "NOT_PROVEN" }],
  });
  const packet = await worker.read(`agentops://claims/${facts.claim}`);
  expect(packet).toContain("the claim's own command (weaker) mine: ok");
});
