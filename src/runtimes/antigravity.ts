// Describes Antigravity, of Google: `.agents/mcp_config.json`, AGENTS.md for instructions.
import path from "node:path";
import { fromDocumentation } from "./from-documentation.ts";

export const antigravity = fromDocumentation({
  name: "antigravity",
  label: "Antigravity",
  programs: ["agy", "antigravity"],
  project: {
    config: [".agents/mcp_config.json"],
    instructions: "AGENTS.md",
    signs: [".agents/mcp_config.json", ".antigravity"],
  },
  user: ({ home }) => ({
    config: [path.join(home, ".gemini/config/mcp_config.json")],
    instructions: null,
    signs: [path.join(home, ".gemini/antigravity"), path.join(home, ".gemini/antigravity-cli")],
  }),
  format: "json",
  serversKey: "mcpServers",
});
