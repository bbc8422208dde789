// Claude Code: one prompt by `claude -p`, against a model server of our own.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Runtime } from "./runtime.ts";

export const claude: Runtime = {
  title: "Claude Code",
  clientName: "claude-code",
  package: "@anthropic-ai/claude-code",
  version: "2.1.197",
  // The package's own way round the install script that npm 11 does not run.
  entry: "cli-wrapper.cjs",
  sessionId: /"session_id":"([^"]+)"/,
  async prepare({ prompt, home, modelUrl, servers }) {
    const configFile = join(home, "mcp.json");
    await writeFile(configFile, JSON.stringify({ mcpServers: servers }));
    const allowed = Object.keys(servers).map((name) => `mcp__${name}`);
    return {
      args: [
        ...["-p", prompt, "--output-format", "stream-json", "--verbose"],
        ...["--mcp-config", configFile, "--strict-mcp-config", "--allowedTools", allowed.join(",")],
      ],
      env: {
        ANTHROPIC_BASE_URL: modelUrl,
        ANTHROPIC_API_KEY: "scripted",
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      },
    };
  },
};
