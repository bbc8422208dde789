// Codex: one prompt by `codex exec`, against a model server of our own.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Runtime, Session } from "./runtime.ts";

export const codex: Runtime = {
  title: "Codex",
  clientName: "codex-mcp-client",
  package: "@openai/codex",
  version: "0.169.0",
  entry: "bin/codex.js",
  sessionId: /"thread_id":"([^"]+)"/,
  async prepare(session) {
    const folder = join(session.home, ".codex");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "config.toml"), configToml(session));
    return { args: ["exec", "--json", session.prompt], env: { SCRIPTED_MODEL_KEY: "scripted" } };
  },
};

function configToml({ modelUrl, servers }: Session): string {
  const tables = [
    {
      name: null,
      values: { model: "scripted", model_provider: "scripted", check_for_update_on_startup: false },
    },
    { name: "analytics", values: { enabled: false } },
    {
      name: "model_providers.scripted",
      values: {
        name: "scripted",
        base_url: `${modelUrl}/v1`,
        env_key: "SCRIPTED_MODEL_KEY",
        wire_api: "responses",
        supports_websockets: false,
      },
    },
    ...Object.entries(servers).map(([name, server]) => ({
      name: `mcp_servers.${name}`,
      values: { ...server },
    })),
  ];
  // A JSON string, boolean or list of strings is a TOML value as well.
  const lines = tables.flatMap(({ name, values }) => [
    ...(name === null ? [] : [`[${name}]`]),
    ...Object.entries(values).map(([key, value]) => `${key} = ${JSON.stringify(value)}`),
  ]);
  return `${lines.join("\n")}\n`;
}
