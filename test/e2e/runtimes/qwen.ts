// Qwen Code: one prompt by `qwen -p`, against a model server of our own. It needs a newer Node than we do.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Runtime } from "./runtime.ts";

export const qwen: Runtime = {
  title: "Qwen Code",
  name: "qwen",
  scope: "project",
  clientName: "qwen-cli-mcp-client-agentops",
  package: "@qwen-code/qwen-code",
  version: "0.24.4",
  entry: "cli.js",
  nativeBy: null,
  node: "22",
  sessionId: null,
  hooks: true,
  trust: null,
  async prepare({ prompt, home, modelUrl }) {
    // A second agent would look for memories of its own behind every session.
    const settings = { memory: { enableManagedAutoMemory: false } };
    await mkdir(join(home, ".qwen"), { recursive: true });
    await writeFile(join(home, ".qwen/settings.json"), JSON.stringify(settings));
    return {
      args: ["-p", prompt, "--approval-mode", "yolo", "--auth-type", "openai"],
      env: {
        OPENAI_BASE_URL: `${modelUrl}/v1`,
        OPENAI_API_KEY: "scripted",
        OPENAI_MODEL: "gpt-4.1",
        QWEN_CODE_SUPPRESS_YOLO_WARNING: "1",
      },
    };
  },
};
