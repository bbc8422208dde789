// A runner that can go no further: whoever waits for the verdict is told why at once, and what to do.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRuns } from "../../src/claims/io/runs.ts";
import { stoppedBy } from "../../src/claims/run-progress.ts";
import { AgentOpsError } from "../../src/shared/errors.ts";
import { claim, createProject, type Project } from "./project.ts";

const CLAIM = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

let folder: string;
let project: Project | null = null;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "agentops-runner-"));
});
afterEach(async () => {
  await project?.close();
  project = null;
  rmSync(folder, { recursive: true, force: true });
});

describe("what a runner tells", () => {
  it("is told apart by its state, whatever its words look like", async () => {
    const runs = createRuns(folder);
    await runs.want(CLAIM);
    expect(await runs.progress(CLAIM)).toBeNull();
    await runs.tell(CLAIM, { state: "working", step: "stopped: NO_SANDBOX: running test" });
    expect(await runs.progress(CLAIM)).toEqual({
      state: "working",
      step: "stopped: NO_SANDBOX: running test",
    });
    await runs.tell(CLAIM, stoppedBy(new AgentOpsError("GIT_FAILED", "git failed.", "See why.")));
    expect(await runs.progress(CLAIM)).toEqual({
      state: "stopped",
      code: "GIT_FAILED",
      problem: "git failed. See why.",
    });
    await runs.tell(CLAIM, stoppedBy(new TypeError("GIT_FAILED: no")));
    expect(await runs.progress(CLAIM)).toMatchObject({ code: null, problem: "TypeError: GIT_FAILED: no" });
    await runs.done(CLAIM);
    expect(await runs.progress(CLAIM)).toBeNull();
  });

  it("is nothing while it is being written, and in the words of an older version", async () => {
    const runs = createRuns(folder);
    await runs.want(CLAIM);
    for (const text of ["", '{"state":"work', "stopped: GIT_FAILED: git failed.", '{"state":"stopped"}']) {
      writeFileSync(path.join(folder, "runs", `${CLAIM}.now`), text);
      expect(await runs.progress(CLAIM)).toBeNull();
    }
  });
});

it("a commit that can't be checked out is told at once, and the claim is kept", async () => {
  project = createProject();
  const worker = await project.start("worker");
  const claimed = await claim(worker);
  const blob = project.repository.git("rev-parse", "HEAD:value.txt").trim();
  rmSync(path.join(project.repository.dir, ".git/objects", blob.slice(0, 2), blob.slice(2)));
  const answer = await worker.call("request_verdict", { claim: claimed.facts.id, wait_seconds: 50 });
  expect(answer.text).toMatch(/^CLAIM_REFUSED: The checks could not be run \(GIT_FAILED\): git [^:]+ failed/);
  expect(answer.text).toContain("the claim is kept");
});
