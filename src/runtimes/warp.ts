// Describes Warp: `.warp/.mcp.json`, AGENTS.md for instructions.
import path from "node:path";
import { fromDocumentation } from "./from-documentation.ts";

export const warp = fromDocumentation({
  name: "warp",
  label: "Warp",
  programs: ["warp", "warp-terminal", "oz"],
  project: { config: [".warp/.mcp.json"], instructions: "AGENTS.md", signs: [".warp", "WARP.md"] },
  user: ({ home }) => ({
    config: [path.join(home, ".warp/.mcp.json")],
    instructions: null,
    signs: [path.join(home, ".warp")],
  }),
  format: "json",
  serversKey: "mcpServers",
  remarks: [
    {
      scope: "project",
      text: "Warp starts the servers of a project once you have started them under Settings, Agents, MCP servers.",
    },
  ],
});
