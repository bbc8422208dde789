// Work that passed stays passed: regressions, reversals, and the same change after a rebase, a squash and lessons in between.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TestClient } from "../support/client.ts";
import { judged, type Project, verify } from "./project.ts";
import { createSmallProject } from "./small-project.ts";

let project: Project;
let worker: TestClient;

beforeEach(async () => {
  project = createSmallProject();
  worker = await project.start("worker");
});
afterEach(() => project.close());

const as = ["-c", "user.name=Test", "-c", "user.email=test@localhost"];
const results = (rows: readonly { check: string; result: string }[] | undefined) =>
  Object.fromEntries((rows ?? []).map(({ check, result }) => [check, result]));

describe("a pass locks", () => {
  it("its checks and metrics, and check_ratchet compares with them", async () => {
    const { repository } = project;
    await judged(worker);
    expect(await verify(project)).toMatchObject({ code: 0, result: "passed", claims: [] });
    repository.commit({ "value.txt": "3\n" });
    const better = await worker.call("check_ratchet");
    expect(better.facts).toMatchObject({ result: "better", locks: [{ check: "small", result: "better" }] });
    repository.commit({ "value.txt": "5\n" });
    expect((await worker.call("check_ratchet")).facts.result).toBe("same");
    repository.commit({ "value.txt": "6\n" });
    const worse = await worker.call("check_ratchet");
    expect(worse).toMatchObject({ isError: true, facts: { result: "worse" } });
    expect(worse.text).toContain("RATCHET_REGRESSION");
    expect(worse.text).toContain("6, locked at 4");
  });

  it("nothing where it failed", async () => {
    project.repository.commit({ "value.txt": "12\n" });
    await judged(worker);
    const { code, locks, claims } = await verify(project);
    expect({ code, locks }).toEqual({ code: 1, locks: [] });
    expect(claims).toMatchObject([{ problem: expect.stringContaining("failed"), fatal: true }]);
  });

  it("runs again only what a change can affect", async () => {
    await judged(worker);
    project.repository.commit({ "docs.md": "unrelated\n" });
    const { code, locks } = await verify(project);
    expect(code).toBe(0);
    expect(locks).toMatchObject([{ check: "small", result: "same", known: true }]);
    expect((await verify(project, "--fresh")).locks).toMatchObject([
      { check: "small", result: "same", known: false },
    ]);
  });
});

describe("a regression", () => {
  it("closes the gate until a supervisor's reversal, which stays in the history", async () => {
    const { repository } = project;
    await judged(worker);
    repository.commit({ "value.txt": "12\n" });
    const broken = await verify(project);
    expect(broken).toMatchObject({ code: 1, result: "failed" });
    expect(broken.locks).toMatchObject([
      { check: "small", result: "worse", tail: expect.stringContaining("12") },
    ]);
    const parts = { reason: "the limit moves", authority: "lead", follow_up: "new limit in May" };
    const supervisor = await project.startAs("supervisor");
    const reversed = await supervisor.call("reverse_lock", { check: "small", ...parts });
    expect(reversed.isError).toBe(false);
    expect(await verify(project)).toMatchObject({ code: 0, locks: [{ check: "small", result: "reversed" }] });
    expect(await worker.read("agentops://locks")).toContain(`reversed by ${reversed.facts.id}`);
    const log = repository.git("log", "--all", "--format=%s%n%b", "--glob=refs/agentops/clones/*");
    expect(log).toContain("reversal: small");
  });

  it("a later pass locks again at its own value", async () => {
    const { repository } = project;
    await judged(worker);
    const supervisor = await project.startAs("supervisor");
    const parts = { reason: "moved", authority: "lead", follow_up: "none needed" };
    await supervisor.call("reverse_lock", { check: "small", ...parts });
    repository.commit({ "value.txt": "8\n" });
    expect((await judged(worker)).facts.state).toBe("passed");
    repository.commit({ "value.txt": "9\n" });
    expect((await verify(project)).locks).toMatchObject([{ check: "small", result: "same" }]);
    repository.commit({ "value.txt": "9.5\n" });
    expect(await verify(project)).toMatchObject({
      code: 1,
      locks: [{ check: "small", result: "worse", locked: 8 }],
    });
  });
});

describe("moving branches", () => {
  it("lessons recorded and committed meanwhile change neither verdict nor gate", async () => {
    const { repository } = project;
    const passed = await judged(worker);
    repository.commit({ ".agentops/learnings/a.md": "---\ntitle: a\nkind: gotcha\n---\nbody\n" }, "lesson");
    const again = await worker.call("request_verdict", { claim: passed.facts.claim });
    expect(again.facts).toMatchObject({ result: "PASSED", stale: null });
    expect(await verify(project)).toMatchObject({ code: 0, claims: [] });
  });

  it("a lock is not applicable where the claim is not contained, never worse", async () => {
    const { repository } = project;
    await judged(worker);
    repository.git("checkout", "-q", "main");
    repository.git("checkout", "-q", "-b", "other");
    repository.commit({ "value.txt": "9\n" });
    const { code, locks } = await verify(project);
    expect(code).toBe(0);
    expect(results(locks)).toEqual({ small: "not_applicable" });
  });

  it("holds after a rebase onto a base that moved on", async () => {
    const { repository } = project;
    repository.commit({ "more.txt": "second commit\n" });
    await judged(worker);
    repository.git("checkout", "-q", "main");
    repository.commit({ "README.md": "# test of main\n" }, "main moves on");
    repository.git("checkout", "-q", "work");
    repository.git(...as, "rebase", "-q", "main");
    expect(await verify(project)).toMatchObject({ code: 0, locks: [{ check: "small", result: "same" }] });
    repository.commit({ "value.txt": "11\n" });
    expect(await verify(project)).toMatchObject({ code: 1, locks: [{ result: "worse" }] });
  });

  it("holds on base after a squash merge, where staleness counts no more", async () => {
    const { repository } = project;
    repository.commit({ "more.txt": "second commit\n" });
    const { facts } = await judged(worker);
    repository.git("checkout", "-q", "main");
    repository.commit({ "README.md": "# test of main\n" }, "main moves on");
    repository.git(...as, "merge", "-q", "--squash", "work");
    repository.git(...as, "commit", "-qm", "work (squashed)");
    repository.git("branch", "-qD", "work");
    repository.commit({ "later.txt": "1\n" }, "and goes on");
    expect(await verify(project)).toMatchObject({
      code: 0,
      claims: [],
      locks: [{ check: "small", result: "same" }],
    });
    const again = await worker.call("request_verdict", { claim: facts.claim });
    expect(again.facts.stale).toBeNull();
    repository.commit({ "value.txt": "11\n" }, "regression");
    expect(await verify(project)).toMatchObject({ code: 1, locks: [{ result: "worse" }] });
  });

  it("is stale once the branch was reset to something else", async () => {
    const { repository } = project;
    const { facts } = await judged(worker);
    repository.git("reset", "-q", "--hard", "main");
    repository.commit({ "value.txt": "2\n" });
    const again = await worker.call("request_verdict", { claim: facts.claim });
    expect(again.facts.stale).toContain("does not contain");
    expect((await verify(project)).locks).toMatchObject([{ result: "not_applicable" }]);
  });

  it("a judged claim goes stale with the contents, because a judgement can't be re-run", async () => {
    const { repository } = project;
    repository.commit({ "payments/a.txt": "1\n" });
    const { facts } = await judged(worker);
    expect(facts.state).toBe("awaits_judgement");
    const judge = await project.startAs("judge");
    const word = await judge.call("render_verdict", { claim: facts.claim, decision: "pass" });
    expect(word.facts).toMatchObject({ state: "passed", level: "L2" });
    expect((await verify(project)).code).toBe(0);
    repository.commit({ "payments/a.txt": "2\n" });
    expect(await verify(project)).toMatchObject({ code: 1, claims: [{ fatal: true }] });
  });
});
