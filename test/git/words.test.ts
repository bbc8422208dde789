// Each fault that git reports is told apart, whatever language git's user reads.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { askRemote } from "../../src/git/remote.ts";
import { gitEnvironment, tryGit } from "../../src/git/run.ts";
import { faultIn } from "../../src/git/words.ts";
import {
  createRepository,
  removeFolder,
  type TestRepository,
  temporaryFolder,
} from "../support/repository.ts";

const REF = "refs/agentops/clones/aaaaaaaaaa";
let test: TestRepository;
let head: string;

beforeEach(() => {
  test = createRepository();
  head = test.git("rev-parse", "HEAD").trim();
});
afterEach(() => test.remove());

const faultOf = async (dir: string, ...args: string[]) => {
  const { code, stderr } = await tryGit(dir, args);
  expect(code).not.toBe(0);
  return faultIn(stderr);
};

it("a ref that is held, torn or moved by somebody", async () => {
  test.git("update-ref", REF, head);
  const other = test.commit({ "a.txt": "a\n" });
  expect(await faultOf(test.dir, "update-ref", REF, other, other)).toBe("ref_moved");
  expect(await faultOf(test.dir, "update-ref", REF, other, "0".repeat(40))).toBe("ref_moved");
  const lock = path.join(test.dir, `.git/${REF}.lock`);
  writeFileSync(lock, "");
  expect(await faultOf(test.dir, "update-ref", REF, other, head)).toBe("locked");
  removeFolder(lock);
  writeFileSync(path.join(test.dir, ".git", REF), "");
  expect(await faultOf(test.dir, "update-ref", REF, other, head)).toBe("torn_ref");
});

it("a folder without a repository, and one that another user owns", async () => {
  const folder = temporaryFolder();
  try {
    expect(await faultOf(folder, "rev-parse", "--git-dir")).toBe("not_a_repository");
  } finally {
    removeFolder(folder);
  }
  const env = { ...gitEnvironment(), GIT_TEST_ASSUME_DIFFERENT_OWNER: "1" };
  const { stderr } = await tryGit(test.dir, ["rev-parse", "--git-dir"], undefined, env);
  expect(faultIn(stderr)).toBe("foreign_owner");
});

it("says nothing of what it has no word for", async () => {
  expect(await faultOf(test.dir, "rev-parse", "--verify", "no-such-branch")).toBeNull();
  expect(faultIn("")).toBeNull();
});

it("is asked in English by a user of another language", async () => {
  const before = { LANG: process.env.LANG, LC_ALL: process.env.LC_ALL, LANGUAGE: process.env.LANGUAGE };
  Object.assign(process.env, { LANG: "de_DE.UTF-8", LC_ALL: "de_DE.UTF-8", LANGUAGE: "de" });
  try {
    expect(gitEnvironment()).toMatchObject({ LC_ALL: "C" });
    expect(gitEnvironment()).not.toHaveProperty("LANGUAGE");
  } finally {
    for (const [name, value] of Object.entries(before))
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  }
});

it("a remote that is late and one that is none are values too", async () => {
  mkdirSync(path.join(test.dir, "bin"));
  const slow = path.join(test.dir, "bin/slow");
  writeFileSync(slow, "#!/bin/sh\nsleep 30\n", { mode: 0o755 });
  execFileSync("git", ["config", "core.sshCommand", slow], { cwd: test.dir });
  expect(await askRemote(test.dir, ["ls-remote", "ssh://nobody.invalid/x"], 300)).toMatchObject({
    ok: false,
    fault: "late",
    reason: "did not answer within 0.3 s",
  });
  expect(await askRemote(test.dir, ["ls-remote", path.join(test.dir, "none")], 20_000)).toMatchObject({
    ok: false,
    fault: null,
    reason: expect.stringContaining("does not appear to be a git repository"),
  });
});
