// OpenCode: one prompt by `opencode run`, against a model server of our own.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Runtime, Session } from "./runtime.ts";

export const opencode: Runtime = {
  title: "OpenCode",
  name: "opencode",
  scope: "project",
  clientName: "opencode",
  package: "opencode-ai",
  version: "1.18.33",
  entry: "bin/opencode.exe",
  nativeBy: "postinstall.mjs",
  node: null,
  sessionId: null,
  hooks: false,
  trust: null,
  async prepare(session) {
    const folder = join(session.home, ".config/opencode");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "opencode.json"), JSON.stringify(config(session)));
    return {
      args: ["run", "--format", "json", "--model", "scripted/scripted", session.prompt],
      // What it would fetch from outside.
      env: {
        OPENCODE_DISABLE_AUTOUPDATE: "1",
        OPENCODE_DISABLE_MODELS_FETCH: "1",
        OPENCODE_DISABLE_DEFAULT_PLUGINS: "1",
      },
    };
  },
};

const config = ({ modelUrl, shell }: Session) => ({
  $schema: "https://opencode.ai/config.json",
  // It asks before a command leaves the project's folder, as one in a job's worktree does, and nobody is there to answer.
  ...(shell ? { permission: { external_directory: "allow" } } : {}),
  autoupdate: false,
  share: "disabled",
  provider: {
    scripted: {
      npm: "@ai-sdk/openai-compatible",
      name: "scripted",
      options: { baseURL: `${modelUrl}/v1`, apiKey: "scripted" },
      models: { scripted: { name: "scripted" } },
    },
  },
});
