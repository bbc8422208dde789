// Describes Droid, of Factory: `.factory/mcp.json`, AGENTS.md for instructions.
import path from "node:path";
import { fromDocumentation } from "./from-documentation.ts";

export const droid = fromDocumentation({
  name: "droid",
  label: "Droid",
  programs: ["droid"],
  project: { config: [".factory/mcp.json"], instructions: "AGENTS.md", signs: [".factory"] },
  user: ({ home }) => ({
    config: [path.join(home, ".factory/mcp.json")],
    instructions: null,
    signs: [path.join(home, ".factory")],
  }),
  format: "json",
  serversKey: "mcpServers",
  entry: ({ command, args }) => ({ type: "stdio", command, args }),
});
