// The gate where nothing was claimed: a fresh clone in CI, a fork's pull request, half a history.
import { cpSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Verification } from "../../src/claims/verify.ts";
import { type Ran, runCli } from "../cli/run-cli.ts";
import { command } from "../support/command.ts";
import { EMPTY_HOME } from "../support/journal.ts";
import {
  git,
  removeFolder,
  repositoryIn,
  type TestRepository,
  temporaryFolder,
  writeFiles,
} from "../support/repository.ts";
import { judged, type Project } from "./project.ts";
import { createSmallProject } from "./small-project.ts";

const as = ["-c", "user.name=Test", "-c", "user.email=test@localhost"];
/** Where a claim has passed; each test works on a copy. */
let project: Project;
let repository: TestRepository;
let ci: string;

beforeAll(async () => {
  project = createSmallProject();
  const { facts } = await judged(await project.start("worker"));
  expect(facts.state).toBe("passed");
});
afterAll(() => project.close());
beforeEach(() => {
  repository = repositoryIn(temporaryFolder());
  cpSync(project.repository.dir, repository.dir, { recursive: true });
  ci = temporaryFolder();
});
afterEach(() => {
  repository.remove();
  removeFolder(ci);
});

/** As CI does it: a clone of what the remote has, records included. */
function cloneInCi(...args: string[]): void {
  repository.git("checkout", "-q", "main");
  git(ci, "clone", "-q", ...args, `file://${repository.dir}`, ".");
  git(ci, "fetch", "-q", "origin", "+refs/agentops/clones/*:refs/agentops/clones/*");
}

function commitInCi(files: Record<string, string>): void {
  writeFiles(ci, files);
  git(ci, "add", "-A");
  git(ci, ...as, "commit", "-qm", "a pull request");
}

const told = ({ code, stdout, stderr }: Ran) => ({
  ...(JSON.parse(stdout || "{}") as Partial<Verification>),
  code,
  stderr,
});
const gate = async (...args: string[]) => told(await command(ci, ["verify", "--json", ...args]));
/** The program itself, as CI starts it. */
const gateProgram = (...args: string[]) =>
  told(runCli(ci, ["verify", "--json", ...args], { home: EMPTY_HOME }));

describe("a fresh clone", () => {
  it("closes for a regression of what another clone reports, after re-running it", () => {
    repository.git("checkout", "-q", "main");
    repository.git("merge", "-q", "--ff-only", "work");
    cloneInCi();
    commitInCi({ "unrelated.txt": "1\n" });
    const open = gateProgram("--base", "origin/main");
    expect(open).toMatchObject({ code: 0, locks: [{ result: "same", reported_by: expect.any(String) }] });
    commitInCi({ "value.txt": "12\n" });
    expect(gateProgram("--base", "origin/main")).toMatchObject({
      code: 1,
      locks: [{ result: "worse", reported_by: null }],
    });
  });

  it("after a squash merge too, where the claimed commit is gone", async () => {
    repository.git("checkout", "-q", "main");
    repository.commit({ "README.md": "# test of main\n" }, "main moves on");
    repository.git(...as, "merge", "-q", "--squash", "work");
    repository.git(...as, "commit", "-qm", "work (squashed)");
    repository.git("branch", "-qD", "work");
    cloneInCi();
    expect(await gate("--base", "origin/main")).toMatchObject({ code: 0, claims: [] });
    commitInCi({ "value.txt": "12\n" });
    commitInCi({ "later.txt": "1\n" });
    const closed = await gate("--base", "origin/main");
    expect(closed).toMatchObject({ code: 1, locks: [{ result: "worse", reported_by: null }] });
    expect(closed.locks?.[0]?.because).toContain("it held at");
  });

  it("works under base's policy alone, whatever a fork's branch says", async () => {
    repository.git("checkout", "-q", "main");
    repository.git("merge", "-q", "--ff-only", "work");
    cloneInCi();
    commitInCi({ ".agentops/config.yaml": "checks: []\n", "value.txt": "12\n" });
    expect((await gate("--base", "origin/main")).code).toBe(1);
  });
});

it("half a history is no gate: exit code 2, and what to do", () => {
  cloneInCi("--depth", "1");
  const { code, stderr } = gateProgram();
  expect(code).toBe(2);
  expect(stderr).toContain("fetch-depth: 0");
});

it("another clone's record that can't be read closes it for nobody here, and is named", async () => {
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
    expect(await gate()).toMatchObject({ code: 0, broken: [], aside });
  }
});
