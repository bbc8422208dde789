// Only what was printed counts as given: to the next hook, in the journal and before people.
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runCli } from "../cli/run-cli.ts";
import { configuredServer } from "../support/client.ts";
import { EMPTY_HOME, journalFiles } from "../support/journal.ts";
import { createRepository, type TestRepository, temporaryFolder } from "../support/repository.ts";
import { hookProcess, PATIENT } from "./hook-process.ts";
import { edit, hook, notes, store } from "./run-hook.ts";

let repository: TestRepository;
let dir: string;
let id: string;
beforeEach(async () => {
  repository = createRepository();
  ({ dir } = repository);
  [id = ""] = await store(dir, {
    title: "The ledger loses a cent on refunds",
    kind: "failure",
    body: "Rounding in the ledger must be half to even.",
    paths: ["src/ledger.ts"],
  });
});
afterEach(() => repository.remove());

const touch = (session: string) => hook(dir, "PreToolUse", edit(session, `${dir}/src/ledger.ts`));
const injected = (): unknown[] =>
  JSON.parse(runCli(dir, ["show", "session", "a", "--json"], { home: EMPTY_HOME }).stdout).injected;

/** As an earlier process of the session left it; times in seconds from now. */
function leave(note: Record<string, unknown>, at: number, until?: number): void {
  const from = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
  const line = {
    t: "inject",
    at: from(at),
    key: "0123456789abcdef",
    runtime: "claude",
    reason: "path",
    budget: 2000,
    frame: 10,
    items: [[id, 50]],
    ...(until === undefined ? {} : { until: from(until) }),
    ...note,
  };
  const folder = path.join(dir, ".git/agentops/sessions");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "a.jsonl"), `${JSON.stringify(line)}\n`, { flag: "a" });
}

it("what was printed is noted as said, and is not printed twice", async () => {
  expect((await touch("a")).context).toContain(id);
  expect(notes(dir, "a").map(({ t }) => t)).toEqual(["inject", "said"]);
  expect((await touch("a")).stdout).toBe("");
  expect(injected()).toMatchObject([{ served: [id] }]);
});

it("a runtime that hangs up before it has read was given nothing", async () => {
  const { args } = configuredServer();
  const child = spawn(process.execPath, [...args, "hook", "--runtime", "claude", "PreToolUse"], {
    cwd: dir,
    env: { PATH: process.env.PATH, HOME: EMPTY_HOME, AGENTOPS_HOOK_MS: PATIENT },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.stdout.destroy();
  await new Promise((resolve) => child.stdout.once("close", resolve));
  child.stdin.end(JSON.stringify(edit("a", `${dir}/src/ledger.ts`)));
  expect(await ended).toBe(0);
  expect(notes(dir, "a").map(({ t }) => t)).toEqual(["inject", "unsaid"]);
  expect(injected()).toEqual([]);
  expect((await touch("a")).context).toContain(id);
});

it("what a process that was killed asked for is held for its deadline, and then counts for nothing", async () => {
  leave({}, -1, 60);
  expect((await touch("a")).stdout).toBe("");
  expect(injected()).toEqual([]);
  rmSync(path.join(dir, ".git/agentops/sessions/a.jsonl"));
  leave({}, -20, -10);
  await hook(dir, "SessionEnd", { session_id: "a" });
  expect(journalFiles(repository).filter((file) => file.includes(":injection/"))).toEqual([]);
  expect((await touch("a")).context).toContain(id);
  await hook(dir, "SessionEnd", { session_id: "a" });
  expect(journalFiles(repository).filter((file) => file.includes(":injection/"))).toHaveLength(1);
});

it("notes of a version that knew no confirmation count as said", async () => {
  leave({}, -20);
  expect((await touch("a")).stdout).toBe("");
  expect(injected()).toMatchObject([{ served: [id] }]);
});

it("a deadline that passes notes nothing, says what to do instead, and the next event speaks", async () => {
  const bin = temporaryFolder();
  const slow = path.join(bin, "git");
  writeFileSync(slow, "#!/bin/sh\nexec sleep 20\n");
  chmodSync(slow, 0o755);
  // Nothing is kept that could be said without git.
  rmSync(path.join(dir, ".git/agentops/cache"), { recursive: true, force: true });
  const input = { session_id: "a", source: "startup" };
  const env = { AGENTOPS_HOOK_MS: "", PATH: `${bin}:${process.env.PATH}` };
  const late = await hookProcess(dir, "SessionStart", input, { env });
  expect(late).toMatchObject({ code: 0, stderr: "", context: expect.stringContaining("still being read") });
  expect(late.context).not.toContain(id);
  expect(injected()).toEqual([]);
  expect((await touch("a")).context).toContain(id);
  expect((await hook(dir, "SessionStart", input)).context).toContain("What this repository remembers");
});
