// `npm run eval:implicit`: how often a real model calls our tools in ordinary tasks that do not mention them.
import { createRecorder, withServer } from "../support/journal.ts";
import { runHeadless } from "./headless.ts";
import { IMPLICIT_TASKS, type ImplicitTask } from "./implicit-tasks.ts";
import { initialise } from "./initialise.ts";
import installRuntimes from "./install-runtimes.ts";
import { claude } from "./runtimes/claude.ts";
import { codex } from "./runtimes/codex.ts";
import type { Runtime, Session } from "./runtimes/runtime.ts";
import { createRepository } from "./temporary-repository.ts";

const LIMIT_MS = 300_000;
const { env } = process;
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

/** The runtime with the model of whoever owns the key; null where there is no key. */
function withRealModel(): { runtime: Runtime; called: RegExp } | null {
  if (env.ANTHROPIC_API_KEY) {
    const passed = Object.entries(env).filter(([name]) => /^ANTHROPIC_/.test(name));
    const prepare = async ({ prompt }: Session) => ({
      args: [
        ...["-p", prompt, "--output-format", "stream-json", "--verbose"],
        ...["--permission-mode", "acceptEdits", "--allowedTools", "mcp__agentops,Bash"],
      ],
      env: Object.fromEntries(passed.map(([name, value]) => [name, value ?? ""])),
    });
    return {
      runtime: { ...claude, prepare },
      called: /"type":"tool_use"[^{}]*?"name":"mcp__agentops__(\w+)"/g,
    };
  }
  const key = env.CODEX_API_KEY ?? env.OPENAI_API_KEY;
  if (!key) return null;
  const prepare = async ({ prompt }: Session) => ({
    args: ["exec", "--json", "--sandbox", "workspace-write", prompt],
    env: { CODEX_API_KEY: key },
  });
  const called = /"type":"item\.completed"[^\n]*?"server":"agentops","tool":"(\w+)"/g;
  return { runtime: { ...codex, prepare }, called };
}

async function play({ prompt, lesson }: ImplicitTask, runtime: Runtime, called: RegExp): Promise<string[]> {
  const repository = await createRepository();
  try {
    const home = await repository.newHome();
    if (runtime.scope === "project") await initialise([runtime], "project", repository.path, home);
    await withServer(repository.path, { session: "earlier" }, (client) =>
      createRecorder(client, 1)({ ...lesson }),
    );
    const session = { prompt, cwd: repository.path, home, modelUrl: "", shell: true };
    const { exitCode, output } = await runHeadless(runtime, session, LIMIT_MS);
    if (exitCode !== 0)
      say(`  the runtime ended with ${exitCode}: ${output.trim().split("\n").at(-1)?.slice(0, 200)}`);
    return [...output.matchAll(called)].map(([, tool = ""]) => tool);
  } finally {
    await repository.remove();
  }
}

const real = withRealModel();
if (real === null) say("not measured: none of ANTHROPIC_API_KEY, CODEX_API_KEY and OPENAI_API_KEY is set");
else {
  await installRuntimes();
  say(
    `${real.runtime.title} ${real.runtime.version}, configured by init alone; calls that no prompt asked for:`,
  );
  const all: string[][] = [];
  for (const task of IMPLICIT_TASKS) {
    const calls = await play(task, real.runtime, real.called);
    all.push(calls);
    say(`- ${task.prompt} ${calls.length === 0 ? "none" : calls.join(", ")}`);
  }
  const tasksWith = (tool: string) => all.filter((calls) => calls.includes(tool)).length;
  const tools = [...new Set(all.flat())].sort();
  say(`\n${all.flat().length} calls; of ${all.length} tasks with at least one:`);
  for (const tool of tools) say(`  ${tool}: ${tasksWith(tool)}`);
  say(`  any: ${all.filter((calls) => calls.length > 0).length}`);
}
