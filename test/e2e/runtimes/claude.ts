// Claude Code: one prompt by `claude -p`, against a model server of our own.
import type { Runtime } from "./runtime.ts";

export const claude: Runtime = {
  title: "Claude Code",
  name: "claude",
  scope: "project",
  clientName: "claude-code",
  package: "@anthropic-ai/claude-code",
  version: "2.1.197",
  // The package's own way round the install script that npm 11 does not run.
  entry: "cli-wrapper.cjs",
  nativeBy: null,
  node: null,
  sessionId: /"session_id":"([^"]+)"/,
  hooks: true,
  trust: null,
  prepare: async ({ prompt, modelUrl, shell }) => ({
    args: [
      "-p",
      prompt,
      "--output-format",
      "stream-json",
      "--verbose",
      "--allowedTools",
      shell ? "mcp__agentops,Bash,Write" : "mcp__agentops",
    ],
    env: {
      ANTHROPIC_BASE_URL: modelUrl,
      ANTHROPIC_API_KEY: "scripted",
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    },
  }),
};
