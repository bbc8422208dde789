// Describes Kilo Code: `kilo.jsonc` with the command as one list, AGENTS.md for instructions.
import path from "node:path";
import { fromDocumentation } from "./from-documentation.ts";
import { opencode } from "./opencode.ts";

export const kilo = fromDocumentation({
  name: "kilo",
  label: "Kilo Code",
  programs: ["kilo"],
  project: {
    config: [".kilo/kilo.jsonc", ".kilo/kilo.json", "kilo.jsonc", "kilo.json"],
    instructions: "AGENTS.md",
    signs: [".kilo", ".kilocode", "kilo.jsonc", "kilo.json"],
  },
  user({ home, env }) {
    const folder = path.join(env.XDG_CONFIG_HOME || path.join(home, ".config"), "kilo");
    return {
      config: [path.join(folder, "kilo.jsonc"), path.join(folder, "kilo.json")],
      instructions: null,
      signs: [folder],
    };
  },
  format: "jsonc",
  serversKey: "mcp",
  // Its entries are those of OpenCode, on which it is built.
  entry: opencode.entry,
  read: opencode.read,
});
