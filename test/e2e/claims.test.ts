// A claim's whole way in a real runtime that `init` alone has configured: refused, repaired, passed, and then held by `verify`.
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Verification } from "../../src/claims/verify.ts";
import { runCli } from "../cli/run-cli.ts";
import { startClient } from "../support/client.ts";
import {
  createRepository,
  removeFolder,
  type TestRepository,
  temporaryFolder,
  writeFiles,
} from "../support/repository.ts";
import { runHeadless } from "./headless.ts";
import { initialise } from "./initialise.ts";
import type { ModelRequest, Turn } from "./protocol.ts";
import { claude } from "./runtimes/claude.ts";
import { startScriptedModel } from "./scripted-model.ts";

const ULID = /\b[0-9A-HJKMNP-TV-Z]{26}\b/;
const POLICY = `setup:
  run: [npm, ci, --ignore-scripts, --no-audit, --no-fund]
  inputs: [package.json, package-lock.json, vendor]
  outputs: [node_modules]
checks:
  - id: unit
    run: [node, --test]
    inputs: ["*.mjs", package-lock.json]
`;
const PROGRAM = `import { cents } from "cents";
export const total = (amounts) => amounts.reduce((sum, amount) => sum + cents(amount), 0);
`;
const TESTS = `import assert from "node:assert/strict";
import test from "node:test";
import * as money from "./money.mjs";
test("total", () => assert.equal(money.total([0.1, 0.2]), 30));
`;
const MEAN = "export const mean = (amounts) => total(amounts);";
const MEAN_TEST = 'test("mean", () => assert.equal(money.mean([1, 2]), 150));';
const BREAK = `git checkout -q -b work && echo '${MEAN}' >> money.mjs && echo '${MEAN_TEST}' >> money.test.mjs && git commit -qam mean`;
const REPAIR =
  "sed -i 's|=> total(amounts);|=> total(amounts) / amounts.length;|' money.mjs && git commit -qam repair";
const LESSON = {
  title: "mean in money.mjs returns the total where nobody divides by amounts.length",
  body: "`mean([1, 2])` in money.mjs gave 300 cents instead of 150, because it handed on `total(amounts)`. Divide by `amounts.length`.",
  kind: "failure",
  paths: ["money.mjs"],
  evidence: [{ type: "command", ref: "node --test" }],
};

const CLAIM: Turn = {
  tool: "submit_claim",
  arguments: {
    statement: "mean gives the mean in cents",
    criteria: [{ id: "mean", text: "the test of mean passes", check: "unit" }],
  },
};
/** Asks for the verdict on the claim that the result at this place has named. */
const verdictOn = (at: number): Turn => ({
  tool: "request_verdict",
  arguments: (results) => ({ claim: ULID.exec(results[at] ?? "")?.[0] ?? "none", wait_seconds: 50 }),
});

let repository: TestRepository;
let home: string;

beforeAll(async () => {
  home = temporaryFolder();
  repository = createRepository();
  repository.git("config", "user.name", "A User");
  repository.git("config", "user.email", "user@example.org");
  await initialise([claude], "project", repository.dir, home);
  commitProject();
});
afterAll(() => {
  repository.remove();
  removeFolder(home);
});

/** Needs `npm ci` before its tests run, and no network for that: its dependency is packed in the repository. */
function commitProject(): void {
  const packed = path.join(home, "cents");
  const npm = (cwd: string, ...args: string[]) =>
    execFileSync("npm", args, { cwd, stdio: "pipe", env: { PATH: process.env.PATH, HOME: home } });
  mkdirSync(path.join(repository.dir, "vendor"));
  mkdirSync(packed);
  writeFiles(packed, {
    "package.json": JSON.stringify({
      name: "cents",
      version: "1.0.0",
      type: "module",
      exports: "./index.js",
    }),
    "index.js": "export const cents = (amount) => Math.round(amount * 100);\n",
  });
  npm(packed, "pack", "--pack-destination", path.join(repository.dir, "vendor"));
  const dependencies = { cents: "file:vendor/cents-1.0.0.tgz" };
  writeFiles(repository.dir, {
    "package.json": JSON.stringify({ name: "money", version: "1.0.0", dependencies }),
    ".agentops/config.yaml": POLICY,
    "money.mjs": PROGRAM,
    "money.test.mjs": TESTS,
  });
  npm(repository.dir, "install", "--package-lock-only", "--offline", "--no-audit", "--no-fund");
  repository.commit({}, "a project with a policy");
}

async function play(turns: readonly Turn[]): Promise<readonly ModelRequest[]> {
  const model = await startScriptedModel(turns);
  const session = {
    prompt: "Add mean to money.mjs.",
    cwd: repository.dir,
    home,
    modelUrl: model.url,
    shell: true,
  };
  const finished = await runHeadless(claude, session).finally(model.close);
  expect(finished, finished.output).toMatchObject({ exitCode: 0, timedOut: false });
  expect(model.faults, finished.output).toEqual([]);
  return model.requests;
}

/** Exit code and, by check, how each lock stands. */
function verify(): { code: number | null; locks: string[][] } {
  const { code, stdout, stderr } = runCli(repository.dir, ["verify", "--json"], { home });
  if (stdout === "") throw new Error(stderr);
  const { locks } = JSON.parse(stdout) as Verification;
  return { code, locks: locks.map(({ check, result }) => [check, result]) };
}

const expectUntrackedLesson = () =>
  expect(repository.git("status", "--porcelain")).toBe("?? .agentops/learnings/\n");
const HELD = { code: 0, locks: [["unit", "same"]] };
const BROKEN = { code: 1, locks: [["unit", "worse"]] };
/** Only files that git knows: the lesson's file stays what it is, untracked. */
function change(files: Record<string, string>): void {
  writeFiles(repository.dir, files);
  repository.git("commit", "-qam", "change");
}
const breakAgain = () => change({ "money.mjs": `${PROGRAM}${MEAN}\n` });

test("the model is shown why its claim failed, and that the repaired one passed", async () => {
  const requests = await play([
    { shell: BREAK },
    CLAIM,
    verdictOn(1),
    { tool: "record_learning", arguments: LESSON },
    { shell: REPAIR },
    CLAIM,
    verdictOn(5),
    { say: "It passed." },
  ]);
  const shown = (turn: number) => requests[turn]?.toolResults.at(-1) ?? "";
  expect(shown(3)).toContain("FAILED");
  expect(shown(3)).toMatch(/300 !== 150/);
  expect(shown(4)).toMatch(ULID);
  expectUntrackedLesson();
  expect(shown(7)).toContain("PASSED");
  expect(shown(7)).not.toContain("FAILED");
  expect(verify()).toEqual(HELD);
});

test("a regression on the branch closes the gate, its removal opens it", () => {
  breakAgain();
  expect(verify()).toEqual(BROKEN);
  repository.git("reset", "-q", "--hard", "HEAD~1");
  expect(verify()).toEqual(HELD);
});

test("the lock holds for the same work after a rebase", () => {
  repository.git("checkout", "-q", "main");
  change({ "README.md": "# money\n" });
  repository.git("checkout", "-q", "work");
  const before = repository.git("rev-parse", "HEAD");
  repository.git("rebase", "-q", "main");
  expect(repository.git("rev-parse", "HEAD")).not.toBe(before);
  expect(verify()).toEqual(HELD);
  breakAgain();
  expect(verify()).toEqual(BROKEN);
  repository.git("reset", "-q", "--hard", "HEAD~1");
});

test("and after a squash merge, until a recorded reversal", async () => {
  repository.git("checkout", "-q", "main");
  repository.git("merge", "-q", "--squash", "work");
  repository.git("commit", "-qm", "work (squashed)");
  repository.git("branch", "-qD", "work");
  expect(verify()).toEqual(HELD);
  breakAgain();
  expect(verify()).toEqual(BROKEN);
  const options = {
    session: "supervisor",
    args: ["--role", "supervisor"],
    ownRuntime: true,
    env: { HOME: home },
  };
  const supervisor = await startClient(repository.dir, options);
  const parts = { check: "unit", reason: "mean goes", authority: "lead", follow_up: "remove its test" };
  const reversed = await supervisor.call("reverse_lock", parts).finally(() => supervisor.close());
  expect(reversed.isError, reversed.text).toBe(false);
  expect(verify()).toEqual({ code: 0, locks: [["unit", "reversed"]] });
  expect(repository.git("log", "--glob=refs/agentops/clones/*", "--format=%s%n%b")).toContain(
    "reversal: unit",
  );
});
