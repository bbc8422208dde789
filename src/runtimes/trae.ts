// Describes Trae, of ByteDance: `.trae/mcp.json`, and its project rules for instructions.
import path from "node:path";
import { fromDocumentation } from "./from-documentation.ts";

export const trae = fromDocumentation({
  name: "trae",
  label: "Trae",
  programs: ["trae"],
  project: { config: [".trae/mcp.json"], instructions: ".trae/rules/project_rules.md", signs: [".trae"] },
  // Its file for all projects lies in the storage of its editor, and is opened from its window.
  user: ({ home }) => ({ config: [], instructions: null, signs: [path.join(home, ".trae")] }),
  format: "json",
  serversKey: "mcpServers",
  remarks: [
    { scope: "project", text: "Trae reads it once Enable Project MCP is on, in its settings under MCP." },
    {
      scope: "user",
      text: "Trae opens its file for all projects from its own window, under MCP, Raw Config (JSON).",
    },
  ],
});
