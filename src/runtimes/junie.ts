// Describes Junie, of JetBrains: `.junie/mcp/mcp.json`, and its guidelines for instructions.
import path from "node:path";
import { fromDocumentation } from "./from-documentation.ts";

export const junie = fromDocumentation({
  name: "junie",
  label: "Junie",
  programs: ["junie"],
  project: {
    config: [".junie/mcp/mcp.json"],
    instructions: ".junie/guidelines.md",
    signs: [".junie"],
  },
  user: ({ home }) => ({
    config: [path.join(home, ".junie/mcp/mcp.json")],
    instructions: null,
    signs: [path.join(home, ".junie")],
  }),
  format: "json",
  serversKey: "mcpServers",
});
