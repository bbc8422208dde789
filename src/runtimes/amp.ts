// Describes Amp, of Sourcegraph: `.amp/settings.json` with its servers under one flat key, AGENTS.md for instructions.
import path from "node:path";
import { fromDocumentation } from "./from-documentation.ts";

export const amp = fromDocumentation({
  name: "amp",
  label: "Amp",
  programs: ["amp"],
  project: {
    config: [".amp/settings.json", ".amp/settings.jsonc"],
    instructions: "AGENTS.md",
    signs: [".amp"],
  },
  user({ home, env }) {
    const folder = path.join(env.XDG_CONFIG_HOME || path.join(home, ".config"), "amp");
    return {
      config: [path.join(folder, "settings.json"), path.join(folder, "settings.jsonc")],
      instructions: path.join(folder, "AGENTS.md"),
      signs: [folder],
    };
  },
  format: "jsonc",
  serversKey: "amp.mcpServers",
});
