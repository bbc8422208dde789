// A job goes from a worker that is killed in one runtime to a fresh session in another, which is told what failed and finishes it.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../cli/run-cli.ts";
import { startClient } from "../support/client.ts";
import {
  createRepository,
  removeFolder,
  type TestRepository,
  temporaryFolder,
} from "../support/repository.ts";
import { type Finished, runHeadless } from "./headless.ts";
import { initialise } from "./initialise.ts";
import type { ModelRequest, Turn } from "./protocol.ts";
import { claude } from "./runtimes/claude.ts";
import { codex } from "./runtimes/codex.ts";
import type { Runtime } from "./runtimes/runtime.ts";
import { startScriptedModel } from "./scripted-model.ts";

/** As the launcher of Claude Code passes it on. */
const KILLED = 128 + 9;
const LEASE_SECONDS = 3;
const HANDOFF = {
  goal: "parse an empty file",
  done: "the parser takes an end token as the first one",
  decisions: "no regex, as it backtracks",
  next: "nothing",
};

let repository: TestRepository;
let home: string;

beforeAll(async () => {
  home = temporaryFolder();
  repository = createRepository();
  await initialise([claude], "project", repository.dir, home);
  repository.commit({ ".agentops/config.yaml": `jobs: { lease_seconds: ${LEASE_SECONDS} }\n` });
});
afterAll(() => {
  repository.remove();
  removeFolder(home);
});

async function queue(): Promise<string> {
  const options = { session: "lead", args: ["--role", "supervisor"], ownRuntime: true, env: { HOME: home } };
  const supervisor = await startClient(repository.dir, options);
  const job = {
    title: "Parse an empty file",
    write: ["src/parser/**"],
    acceptance: ["it has no statements"],
  };
  const { facts } = await supervisor.call("create_job", job).finally(() => supervisor.close());
  return String(facts.id);
}

async function play(
  runtime: Runtime,
  turns: readonly Turn[],
): Promise<{ finished: Finished; requests: readonly ModelRequest[] }> {
  const model = await startScriptedModel(turns);
  const prompt = "Take a job and finish it.";
  const session = { prompt, cwd: repository.dir, home, modelUrl: model.url, shell: true };
  const finished = await runHeadless(runtime, session).finally(model.close);
  expect(model.faults, finished.output).toEqual([]);
  return { finished, requests: model.requests };
}

test("a killed worker's job is finished by a fresh session of another runtime, and the trace tells the story", async () => {
  const job = await queue();
  const killed = await play(claude, [
    { tool: "start_job", arguments: {} },
    { tool: "report_progress", arguments: { note: "the lexer returns an end token" } },
    {
      tool: "report_progress",
      arguments: { note: "the regex for tokens backtracks for ever", approach: "regex", failed: true },
    },
    // The shell's parent is the runtime itself.
    { shell: "kill -9 $PPID" },
    { say: "It should be dead." },
  ]);
  expect(killed.finished, killed.finished.output).toMatchObject({ exitCode: KILLED, timedOut: false });
  expect(killed.requests.at(-1)?.toolResults[0]).toContain(job);

  await sleep(LEASE_SECONDS * 1_000 + 1_000);
  const fresh = await play(codex, [
    { tool: "start_job", arguments: {} },
    { tool: "report_progress", arguments: { note: "reads tokens one by one", approach: "by hand" } },
    { tool: "finish_job", arguments: { outcome: "done", handoff: HANDOFF, none_because: "nothing new" } },
    { say: "Done." },
  ]);
  expect(fresh.finished, fresh.finished.output).toMatchObject({ exitCode: 0, timedOut: false });
  const [brief = "", , ended = ""] = fresh.requests.at(-1)?.toolResults ?? [];
  expect(brief).toContain(job);
  expect(brief).toMatch(/"?token"?: ?2/);
  for (const words of [
    "it has no statements",
    "the lexer returns an end token",
    "regex: the regex for tokens backtracks",
  ])
    expect(brief).toContain(words);
  expect(ended).toMatch(/"?state"?: ?"?done/);

  const story = runCli(repository.dir, ["trace", job], { home }).stdout;
  const steps = [
    /started with token 1.* by claude-code/,
    /failed an attempt by claude-code.*: regex: the regex/,
    /started with token 2.* by codex-mcp-client/,
    /finished: done by codex-mcp-client/,
  ];
  const lines = story.split("\n");
  const at = steps.map((step) => lines.findIndex((line) => step.test(line)));
  expect(at, story).not.toContain(-1);
  expect(at).toEqual(at.toSorted((a, b) => a - b));
});
