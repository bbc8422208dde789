// Describes Roo Code: `.roo/mcp.json` in a project, AGENTS.md for instructions.
import path from "node:path";
import { fromDocumentation } from "./from-documentation.ts";

export const roo = fromDocumentation({
  name: "roo",
  label: "Roo Code",
  programs: [],
  project: { config: [".roo/mcp.json"], instructions: "AGENTS.md", signs: [".roo", ".roomodes"] },
  // Its file for all projects lies in the storage of VS Code, and is opened from its window.
  user: ({ home }) => ({ config: [], instructions: null, signs: [path.join(home, ".roo")] }),
  format: "json",
  serversKey: "mcpServers",
  remarks: [
    {
      scope: "user",
      text: "Roo Code opens its file for all projects from its own window, under MCP Servers, Edit Global MCP.",
    },
  ],
});
