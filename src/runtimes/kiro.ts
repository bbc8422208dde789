// Describes Kiro: `.kiro/settings/mcp.json`, and a steering file of its own for instructions.
import path from "node:path";
import { fromDocumentation } from "./from-documentation.ts";

export const kiro = fromDocumentation({
  name: "kiro",
  label: "Kiro",
  programs: ["kiro", "kiro-cli"],
  project: {
    config: [".kiro/settings/mcp.json"],
    instructions: ".kiro/steering/agentops.md",
    signs: [".kiro"],
  },
  user: ({ home }) => ({
    config: [path.join(home, ".kiro/settings/mcp.json")],
    instructions: path.join(home, ".kiro/steering/agentops.md"),
    signs: [path.join(home, ".kiro")],
  }),
  format: "json",
  serversKey: "mcpServers",
});
