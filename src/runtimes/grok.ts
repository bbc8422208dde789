// Describes Grok Build, of xAI: `.grok/config.toml` as Codex has it, AGENTS.md for instructions.
import path from "node:path";
import { fromDocumentation } from "./from-documentation.ts";

export const grok = fromDocumentation({
  name: "grok",
  label: "Grok Build",
  programs: ["grok"],
  project: { config: [".grok/config.toml"], instructions: "AGENTS.md", signs: [".grok"] },
  user({ home, env }) {
    const folder = env.GROK_HOME || path.join(home, ".grok");
    return { config: [path.join(folder, "config.toml")], instructions: null, signs: [folder] };
  },
  format: "toml",
  serversKey: "mcp_servers",
});
