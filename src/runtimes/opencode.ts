// Describes OpenCode: `opencode.json` with the command as one list, AGENTS.md for instructions.
import path from "node:path";
import { type Runtime, USUAL } from "./runtime.ts";
import { isTable, textsOf, textTable } from "./table.ts";

export const opencode: Runtime = {
  ...USUAL,
  name: "opencode",
  label: "OpenCode",
  programs: ["opencode"],
  project: {
    config: ["opencode.json", "opencode.jsonc"],
    instructions: "AGENTS.md",
    signs: ["opencode.json", "opencode.jsonc", ".opencode"],
  },
  user({ home, env }) {
    const folder = path.join(env.XDG_CONFIG_HOME || path.join(home, ".config"), "opencode");
    return {
      config: [path.join(folder, "opencode.json"), path.join(folder, "opencode.jsonc")],
      instructions: path.join(folder, "AGENTS.md"),
      signs: [folder],
    };
  },
  format: "jsonc",
  serversKey: "mcp",
  startsServersBelow: true,
  entry: ({ command, args }) => ({ type: "local", command: [command, ...args], enabled: true }),
  read(entry) {
    if (!isTable(entry)) return null;
    const [command, ...args] = textsOf(entry.command);
    if (command === undefined) return null;
    return { command, args, env: textTable(entry.environment), disabled: entry.enabled === false };
  },
  // Its plugins are programs that it loads into itself: what a fault in one breaks is the runtime.
  hooks: null,
  // OpenCode adds this line itself to a configuration without it.
  newConfig: { $schema: "https://opencode.ai/config.json" },
  // OpenCode 1.18.33 waited for a server that took 3 s.
  startLimitMs: 3_000,
  environment: "yours",
  notes: [
    {
      scope: "project",
      ofRelativePath: true,
      text: "Started below the top, OpenCode reads these settings and starts the server in that folder, where its path leads nowhere: for sessions there, run `agentops-mcp init --here` in it.",
    },
  ],
};
