// Copilot CLI: one prompt by `copilot -p`, against a model server of our own.
import type { Runtime } from "./runtime.ts";

export const copilot: Runtime = {
  title: "Copilot CLI",
  name: "copilot",
  scope: "project",
  clientName: "github-copilot-developer",
  package: "@github/copilot",
  version: "1.0.102",
  entry: "npm-loader.js",
  nativeBy: null,
  node: null,
  sessionId: null,
  hooks: true,
  trust: null,
  prepare: async ({ prompt, modelUrl }) => ({
    args: ["-p", prompt, "--no-auto-update"],
    env: {
      COPILOT_PROVIDER_BASE_URL: `${modelUrl}/v1`,
      COPILOT_MODEL: "gpt-4.1",
      COPILOT_OFFLINE: "true",
      // Stands for the person who trusts the folder and agrees to each tool.
      COPILOT_ALLOW_ALL: "true",
    },
  }),
};
