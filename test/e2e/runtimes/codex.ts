// Codex: one prompt by `codex exec`, against a model server of our own.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
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
  sessionId: /"thread_id":"([^"]+)"/,
  async prepare(session) {
    const folder = join(session.home, ".codex");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "config.toml"), configToml(session));
    return { args: ["exec", "--json", session.prompt], env: { SCRIPTED_MODEL_KEY: "scripted" } };
  },
};

const configToml = ({ modelUrl }: Session): string => `# The model of the tests.
model = "scripted"
model_provider = "scripted"
check_for_update_on_startup = false

[analytics]
enabled = false

[model_providers.scripted]
name = "scripted"
base_url = "${modelUrl}/v1"
env_key = "SCRIPTED_MODEL_KEY"
wire_api = "responses"
supports_websockets = false
`;
