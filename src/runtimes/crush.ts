// Describes Crush: `crush.json` with the key `mcp`, AGENTS.md for instructions.
import path from "node:path";
import { fromDocumentation } from "./from-documentation.ts";

export const crush = fromDocumentation({
  name: "crush",
  label: "Crush",
  programs: ["crush"],
  project: {
    config: [".crush.json", "crush.json"],
    instructions: "AGENTS.md",
    signs: [".crush.json", "crush.json", ".crush", "CRUSH.md"],
  },
  user({ home, env }) {
    const folder = path.join(env.XDG_CONFIG_HOME || path.join(home, ".config"), "crush");
    return { config: [path.join(folder, "crush.json")], instructions: null, signs: [folder] };
  },
  format: "json",
  serversKey: "mcp",
  entry: ({ command, args }) => ({ type: "stdio", command, args }),
});
