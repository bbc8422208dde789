// A worker is warned of the files that leave its scope once, and again only when they are others.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claim, type Project } from "../claims/project.ts";
import { createSmallProject } from "../claims/small-project.ts";
import type { TestClient } from "../support/client.ts";

let project: Project;
let worker: TestClient;
beforeEach(async () => {
  project = createSmallProject();
  worker = await project.start("worker");
  // The branch holds value.txt already, which is outside.
  await worker.call("start_job", { title: "Lower it", write: ["src/**"] });
});
afterEach(() => project.close());

const commit = (files: Record<string, string>) => project.repository.commit(files);

/** What a report says of files outside; null for nothing. */
async function warning(client = worker): Promise<string | null> {
  const { facts } = await client.call("report_progress", { note: "a step" });
  return facts.advice === null ? null : String(facts.advice);
}

describe("the warning of report_progress about files outside the scope", () => {
  it("is told once for the same files, however much else is committed, and again with another file", async () => {
    expect(await warning()).toContain("value.txt (");
    expect(await warning()).toBeNull();
    commit({ "src/a.ts": "inside\n", "value.txt": "3\n" });
    expect(await warning()).toBeNull();
    commit({ "other.txt": "outside too\n" });
    const again = await warning();
    expect(again).toContain("value.txt (");
    expect(again).toContain("other.txt (");
    expect(await warning()).toBeNull();
  });

  it("counts the files that it does not show", async () => {
    commit(Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`a${at}.txt`, "outside\n"])));
    const shown = await warning();
    expect(shown).toContain("and 3 more");
    commit({ "zz.txt": "outside, and shown by no warning\n" });
    expect(await warning()).toContain("and 4 more");
    project.repository.git("rm", "-q", "zz.txt");
    commit({ "zy.txt": "as many as before\n" });
    expect(await warning()).toContain("and 4 more");
  });

  it("is told again of a file that was taken out and came back", async () => {
    expect(await warning()).toContain("value.txt (");
    const { git } = project.repository;
    git("checkout", "main", "--", "value.txt");
    commit({ "src/a.ts": "inside\n" });
    expect(await warning()).toBeNull();
    commit({ "value.txt": "3\n" });
    expect(await warning()).toContain("value.txt (");
  });

  it("is each job's own, and check_ratchet and a claim go on saying it", async () => {
    expect(await warning()).toContain("value.txt (");
    expect((await worker.call("check_ratchet", {})).facts.outside).toContain("value.txt (");
    expect((await worker.call("check_ratchet", {})).facts.outside).toContain("value.txt (");
    expect((await claim(worker)).text).toContain("OUTSIDE_ENVELOPE");
    const handoff = { goal: "lower it", done: "a part", decisions: "none", next: "the rest" };
    await worker.call("finish_job", { outcome: "failed", handoff, none_because: "nothing was learned here" });
    await worker.call("start_job", { title: "Lower it more", write: ["docs/**"] });
    expect(await warning()).toContain("value.txt (");
  });

  it("is told once more by a server that was started again", async () => {
    expect(await warning()).toContain("value.txt (");
    const restarted = await project.start("worker");
    expect(await warning(restarted)).toContain("value.txt (");
    expect(await warning(restarted)).toBeNull();
  });
});
