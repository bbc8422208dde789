// A client without anybody before it says that it has forms; an agent in it that escalates is not held by that.
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCli } from "../cli/run-cli.ts";
import { storedIds } from "../support/journal.ts";
import {
  createRepository,
  removeFolder,
  type TestRepository,
  temporaryFolder,
} from "../support/repository.ts";
import { runHeadless } from "./headless.ts";
import { initialise } from "./initialise.ts";
import { claude } from "./runtimes/claude.ts";
import { codex } from "./runtimes/codex.ts";
import { startScriptedModel } from "./scripted-model.ts";

let repository: TestRepository;
let home: string;

beforeAll(async () => {
  home = temporaryFolder();
  repository = createRepository();
  await initialise([claude], "project", repository.dir, home);
});
afterAll(() => {
  repository.remove();
  removeFolder(home);
});

it.each([claude, codex])(
  "$title $version: the question waits for a ruling, and the agent goes on",
  async (runtime) => {
    const failed = `${runtime.title} can't parse the fixture`;
    const report = { tried: "all", failed, evidence: "npm test", hypothesis: "none", ask: "which grammar?" };
    const model = await startScriptedModel([
      { tool: "escalate", arguments: report },
      { say: "I wait for the ruling." },
    ]);
    const session = { prompt: "Go on.", cwd: repository.dir, home, modelUrl: model.url, shell: false };
    const started = performance.now();
    const finished = await runHeadless(runtime, session).finally(model.close);
    process.stderr.write(`${runtime.title}: ${Math.round((performance.now() - started) / 1000)} s\n`);
    expect(model.faults, finished.output).toEqual([]);
    expect(finished.timedOut).toBe(false);
    expect(storedIds(repository, "reply")).toEqual([]);
    expect(runCli(repository.dir, ["rule"], { home }).stdout).toContain(failed);
  },
);
