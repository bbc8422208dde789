// Codex: one prompt by `codex exec`, against a model server of our own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { commandOf } from "./installed.ts";
import type { Runtime, Session } from "./runtime.ts";

export const codex: Runtime = {
  title: "Codex",
  name: "codex",
  // It ignores a project's configuration until a person trusts the project.
  scope: "user",
  clientName: "codex-mcp-client",
  package: "@openai/codex",
  version: "0.169.0",
  entry: "bin/codex.js",
  nativeBy: null,
  node: null,
  sessionId: /"thread_id":"([^"]+)"/,
  hooks: true,
  trust: trustHooks,
  async prepare(session) {
    const folder = join(session.home, ".codex");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "config.toml"), configToml(session));
    // Its sandbox needs a helper that it does not put into a home below /tmp; tools without it must still be accepted.
    const open = session.shell ? ["--sandbox", "danger-full-access"] : [];
    return { args: ["exec", "--json", ...open, session.prompt], env: { SCRIPTED_MODEL_KEY: "scripted" } };
  },
};

const configToml = ({ modelUrl }: Session): string => `# The model of the tests.
model = "scripted"
model_provider = "scripted"
check_for_update_on_startup = false
# As our notes on Codex advise, since a test machine is a busy one.
mcp_optional_startup_grace_ms = 30000

[analytics]
enabled = false

[model_providers.scripted]
name = "scripted"
base_url = "${modelUrl}/v1"
env_key = "SCRIPTED_MODEL_KEY"
wire_api = "responses"
supports_websockets = false
`;

const Hooks = z.object({
  id: z.literal(2),
  result: z.object({
    data: z.array(z.object({ hooks: z.array(z.object({ key: z.string(), currentHash: z.string() })) })),
  }),
});

/** What its dialogue /hooks does: asks codex for the hashes of the hooks that it has found, and notes them as trusted. */
async function trustHooks({ cwd, home }: Session, installed: Runtime): Promise<void> {
  const [program, ...args] = commandOf(installed);
  const env = { PATH: process.env.PATH, HOME: home, SCRIPTED_MODEL_KEY: "scripted" };
  const server = spawn(program, [...args, "app-server"], { cwd, env, stdio: ["pipe", "pipe", "ignore"] });
  const ended = once(server, "close");
  const say = (message: object) => server.stdin.write(`${JSON.stringify(message)}\n`);
  say({ id: 1, method: "initialize", params: { clientInfo: { name: "agentops-e2e", version: "0" } } });
  say({ method: "initialized" });
  say({ id: 2, method: "hooks/list", params: { cwds: [cwd] } });
  for await (const line of createInterface({ input: server.stdout })) {
    const { success, data } = Hooks.safeParse(JSON.parse(line));
    if (!success) continue;
    const hooks = data.result.data.flatMap((each) => each.hooks);
    const trust = hooks.map(
      ({ key, currentHash }) => `\n[hooks.state."${key}"]\ntrusted_hash = "${currentHash}"\n`,
    );
    await appendFile(join(home, ".codex/config.toml"), trust.join(""));
    break;
  }
  server.kill();
  await ended;
}
