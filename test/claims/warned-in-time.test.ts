// A worker hears what a claim would be refused for, and what a second failure says, before it has gone on for long.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sameElsewhere } from "../../src/supervision/triggers.ts";
import type { TestClient } from "../support/client.ts";
import { writeFiles } from "../support/repository.ts";
import { claim, type Project } from "./project.ts";
import { createSmallProject } from "./small-project.ts";

let project: Project;
let worker: TestClient;
beforeEach(async () => {
  project = createSmallProject();
  worker = await project.start("worker");
});
afterEach(() => project.close());

const start = (write: string[], more = {}) => worker.call("start_job", { title: "Lower it", write, ...more });

describe("a commit that leaves the job's scope", () => {
  it("is told by check_ratchet and report_progress in the words of the refusal that would come", async () => {
    await start(["src/**"]);
    const refused = await claim(worker);
    expect(refused.text).toContain("OUTSIDE_ENVELOPE");
    const list = /value\.txt \([^)]*\)/.exec(refused.text)?.[0] ?? expect.fail("no list");
    const { facts } = await worker.call("check_ratchet", {});
    expect(facts.outside).toContain(`leaves the job's scope, and a claim of it is refused: ${list}`);
    writeFiles(project.repository.dir, { "src/a.ts": "half done\n" });
    const step = await worker.call("report_progress", { note: "half of it" });
    expect(step.facts.advice).toContain(list);
  });

  it("is none where it stays inside, or where there is neither envelope nor job", async () => {
    expect((await worker.call("check_ratchet", {})).facts.outside).toBeNull();
    await start(["value.txt"]);
    expect((await worker.call("check_ratchet", {})).facts.outside).toBeNull();
    expect((await worker.call("report_progress", { note: "done" })).facts.advice).toBeNull();
  });

  it("is looked for on the branch of the job's own worktree, which check_ratchet takes by itself", async () => {
    const { git } = project.repository;
    git("checkout", "-q", "main");
    const { facts } = await start(["src/**"], { isolate: true });
    const worktree = String(facts.worktree);
    git(
      "-C",
      worktree,
      "-c",
      "user.name=a",
      "-c",
      "user.email=a@b",
      "commit",
      "-q",
      "--allow-empty",
      "-m",
      "x",
    );
    const ratchet = await worker.call("check_ratchet", {});
    expect(ratchet.facts.commit).toBe(git("-C", worktree, "rev-parse", "HEAD").trim());
    expect(ratchet.facts.outside).toBeNull();
  });
});

describe("the same failure with another approach", () => {
  const failed = (approach: string, note: string) => ({ approach, note });

  it("says that its cause lies elsewhere, before a third approach", async () => {
    await start(["value.txt"]);
    const fail = (approach: string) =>
      worker.call("report_progress", { failed: true, approach, note: "npm test: cannot find module zod" });
    expect((await fail("install it")).facts.advice).toBeNull();
    expect((await fail("link it")).facts.advice).toContain("its cause lies elsewhere");
  });

  it("is counted by approach, from the last failure on", () => {
    const error = "TypeError: x is undefined";
    expect(sameElsewhere([failed("a", error)])).toBeNull();
    expect(sameElsewhere([failed("a", error), failed("a", error)])).toBeNull();
    expect(sameElsewhere([failed("a", error), failed("b", "another")])).toBeNull();
    expect(sameElsewhere([failed("a", error), failed("b", error)])).toMatch(/^The same failure with 2 /);
  });
});
