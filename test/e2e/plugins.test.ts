// The plugin and the extension, as their vendors' own programs see them.
import { execFile } from "node:child_process";
import { mkdir, symlink } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runHeadless } from "./headless.ts";
import { claude } from "./runtimes/claude.ts";
import { gemini } from "./runtimes/gemini.ts";
import { commandOf, PROJECT_ROOT } from "./runtimes/installed.ts";
import type { Runtime, Session } from "./runtimes/runtime.ts";
import { startScriptedModel } from "./scripted-model.ts";
import { createRepository, type TemporaryRepository } from "./temporary-repository.ts";

const run = promisify(execFile);
const PLUGINS = join(PROJECT_ROOT, "resources/plugins");
let repository: TemporaryRepository;
/** PATH with `agentops-mcp` on it, which a plugin asks for. */
let withProgram: string;

beforeAll(async () => {
  repository = await createRepository();
  const programs = join(await repository.newHome(), "bin");
  await mkdir(programs);
  await symlink(join(PROJECT_ROOT, "dist/agentops-mcp.js"), join(programs, "agentops-mcp"));
  withProgram = [programs, process.env.PATH].join(delimiter);
  await mkdir(join(repository.path, ".agentops"));
});

afterAll(() => repository?.remove());

async function ask(runtime: Runtime, home: string, ...args: string[]) {
  const [program, ...first] = commandOf(runtime);
  const env = {
    PATH: withProgram,
    HOME: home,
    GEMINI_CLI_NO_RELAUNCH: "true",
    GEMINI_CLI_TRUST_WORKSPACE: "true",
  };
  const { stdout, stderr } = await run(program, [...first, ...args], {
    cwd: repository.path,
    env,
    timeout: 60_000,
  });
  return stdout + stderr;
}

test.each([PLUGINS, join(PLUGINS, "claude")])("claude plugin validate %s", async (folder) => {
  const said = await ask(claude, await repository.newHome(), "plugin", "validate", folder, "--strict");
  expect(said).toMatch(/Validation passed/);
  expect(said).not.toMatch(/warning/i);
});

test("gemini extensions validate", async () => {
  const said = await ask(
    gemini,
    await repository.newHome(),
    "extensions",
    "validate",
    join(PLUGINS, "gemini"),
  );
  expect(said).toMatch(/successfully validated/);
});

/** What the model is shown in the first request of a session that nothing but the plugin has configured. */
async function firstRequest(runtime: Runtime, home: string, more: readonly string[]) {
  const model = await startScriptedModel([{ say: "Hello." }]);
  const prepare = async (session: Session) => {
    const { args, env } = await runtime.prepare(session);
    return { args: [...args, ...more], env: { ...env, PATH: withProgram } };
  };
  const session = { prompt: "Say hello.", cwd: repository.path, home, modelUrl: model.url, shell: false };
  const { exitCode, output } = await runHeadless({ ...runtime, prepare }, session).finally(model.close);
  expect(exitCode, output).toBe(0);
  const [request] = model.requests;
  return request ?? expect.fail(output);
}

test("Claude Code loads server, hooks and skills from the plugin", async () => {
  const { context, tools } = await firstRequest(claude, await repository.newHome(), [
    "--plugin-dir",
    join(PLUGINS, "claude"),
  ]);
  expect(tools.filter(({ name }) => name.endsWith("retrieve_context"))).toHaveLength(1);
  expect(context).toContain("What this repository remembers");
  for (const phase of ["prepare", "bound", "select", "govern"])
    expect(context).toContain(`agentops:${phase}`);
});

test("Gemini CLI loads server, hooks and context from the extension", async () => {
  const home = await repository.newHome();
  await ask(gemini, home, "extensions", "install", join(PLUGINS, "gemini"), "--consent");
  const { context, tools } = await firstRequest(gemini, home, []);
  expect(tools.filter(({ name }) => name.endsWith("retrieve_context"))).toHaveLength(1);
  expect(context).toContain("What this repository remembers");
  expect(context).toContain("Lessons of earlier sessions");
});
