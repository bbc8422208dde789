// Gemini CLI: one prompt by `gemini -p`, against a model server of our own.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Runtime } from "./runtime.ts";

export const gemini: Runtime = {
  title: "Gemini CLI",
  name: "gemini",
  scope: "project",
  clientName: "gemini-cli",
  package: "@google/gemini-cli",
  version: "0.61.0",
  entry: "bundle/gemini.js",
  nativeBy: null,
  node: null,
  sessionId: null,
  hooks: true,
  trust: null,
  async prepare({ prompt, home, modelUrl }) {
    const settings = {
      security: { auth: { selectedType: "gemini-api-key" } },
      privacy: { usageStatisticsEnabled: false },
      general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
    };
    await mkdir(join(home, ".gemini"), { recursive: true });
    await writeFile(join(home, ".gemini/settings.json"), JSON.stringify(settings));
    return {
      args: ["-p", prompt, "--approval-mode", "yolo", "--model", "gemini-2.5-flash"],
      env: {
        GOOGLE_GEMINI_BASE_URL: modelUrl,
        GEMINI_API_KEY: "scripted",
        // Stands for the person who agrees to use the project's settings.
        GEMINI_CLI_TRUST_WORKSPACE: "true",
        // It would start itself a second time for more memory.
        GEMINI_CLI_NO_RELAUNCH: "true",
      },
    };
  },
};
