// The gate where nothing was claimed: a fresh clone in CI, a fork's pull request, half a history.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Verification } from "../../src/claims/verify.ts";
import { runCli } from "../cli/run-cli.ts";
import { EMPTY_HOME } from "../support/journal.ts";
import { git, removeFolder, temporaryFolder, writeFiles } from "../support/repository.ts";
import { judged, type Project } from "./project.ts";
import { createSmallProject } from "./small-project.ts";

const as = ["-c", "user.name=Test", "-c", "user.email=test@localhost"];
let project: Project;
let ci: string;

beforeEach(async () => {
  project = createSmallProject();
  const { facts } = await judged(await project.start("worker"));
  expect(facts.state).toBe("passed");
  ci = temporaryFolder();
});
afterEach(async () => {
  await project.close();
  removeFolder(ci);
});

/** As CI does it: a clone of what the remote has, records included. */
function cloneInCi(...args: string[]): void {
  project.repository.git("checkout", "-q", "main");
  git(ci, "clone", "-q", ...args, `file://${project.repository.dir}`, ".");
  git(ci, "fetch", "-q", "origin", "+refs/agentops/clones/*:refs/agentops/clones/*");
}

function commitInCi(files: Record<string, string>): void {
  writeFiles(ci, files);
  git(ci, "add", "-A");
  git(ci, ...as, "commit", "-qm", "a pull request");
}

function gate(...args: string[]) {
  const { code, stdout, stderr } = runCli(ci, ["verify", "--json", ...args], { home: EMPTY_HOME });
  return { ...(JSON.parse(stdout || "{}") as Partial<Verification>), code, stderr };
}

describe("a fresh clone", () => {
  it("closes for a regression of what another clone reports, after re-running it", () => {
    project.repository.git("checkout", "-q", "main");
    project.repository.git("merge", "-q", "--ff-only", "work");
    cloneInCi();
    commitInCi({ "unrelated.txt": "1\n" });
    const open = gate("--base", "origin/main");
    expect(open).toMatchObject({ code: 0, locks: [{ result: "same", reported_by: expect.any(String) }] });
    commitInCi({ "value.txt": "12\n" });
    expect(gate("--base", "origin/main")).toMatchObject({
      code: 1,
      locks: [{ result: "worse", reported_by: null }],
    });
  });

  it("after a squash merge too, where the claimed commit is gone", () => {
    const { repository } = project;
    repository.git("checkout", "-q", "main");
    repository.commit({ "README.md": "# test of main\n" }, "main moves on");
    repository.git(...as, "merge", "-q", "--squash", "work");
    repository.git(...as, "commit", "-qm", "work (squashed)");
    repository.git("branch", "-qD", "work");
    cloneInCi();
    expect(gate("--base", "origin/main")).toMatchObject({ code: 0, claims: [] });
    commitInCi({ "value.txt": "12\n" });
    commitInCi({ "later.txt": "1\n" });
    const closed = gate("--base", "origin/main");
    expect(closed).toMatchObject({ code: 1, locks: [{ result: "worse", reported_by: null }] });
    expect(closed.locks?.[0]?.because).toContain("it held at");
  });

  it("works under base's policy alone, whatever a fork's branch says", () => {
    project.repository.git("checkout", "-q", "main");
    project.repository.git("merge", "-q", "--ff-only", "work");
    cloneInCi();
    commitInCi({ ".agentops/config.yaml": "checks: []\n", "value.txt": "12\n" });
    expect(gate("--base", "origin/main").code).toBe(1);
  });
});

it("half a history is no gate: exit code 2, and what to do", () => {
  cloneInCi("--depth", "1");
  const { code, stderr } = gate();
  expect(code).toBe(2);
  expect(stderr).toContain("fetch-depth: 0");
});

it("another clone's record that can't be read closes it for nobody here, and is named", () => {
  cloneInCi();
  const plant = (file: string) => {
    const input = `commit refs/agentops/clones/zzzzzzzzzz\ncommitter A <a@localhost> 1700000000 +0000\ndata 1\nx\nM 100644 inline ${file}\ndata 2\n{}\n`;
    git(ci, "update-ref", "-d", "refs/agentops/clones/zzzzzzzzzz");
    writeFiles(ci, { ".git/planted": input });
    git(ci, "-c", "alias.plant=!git fast-import --quiet < .git/planted", "plant");
  };
  for (const file of [
    "learning/2026/03/01/01J00000000000000000000001.md",
    "verdict/2026/03/01/01J00000000000000000000001.json",
  ]) {
    plant(file);
    const aside = file.startsWith("verdict") ? [{ id: "01J00000000000000000000001" }] : [];
    expect(gate()).toMatchObject({ code: 0, broken: [], aside });
  }
});
