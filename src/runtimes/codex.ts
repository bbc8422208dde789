// Codex: a table in config.toml, AGENTS.md for instructions.
import path from "node:path";
import { type Runtime, readCommandEntry } from "./runtime.ts";

export const codex: Runtime = {
  name: "codex",
  label: "Codex",
  programs: ["codex"],
  project: {
    config: [".codex/config.toml"],
    instructions: "AGENTS.md",
    signs: [".codex"],
  },
  user({ home, env }) {
    const folder = env.CODEX_HOME || path.join(home, ".codex");
    return {
      config: [path.join(folder, "config.toml")],
      instructions: path.join(folder, "AGENTS.md"),
      signs: [folder],
    };
  },
  format: "toml",
  serversKey: "mcp_servers",
  entry: ({ command, args }) => ({ command, args }),
  read: readCommandEntry,
  denyLists: [],
  newConfig: {},
  instructionsHead: "",
  // Codex 0.169.0: 0.5 s was in time, 1 s was not.
  startLimitMs: 1_000,
  // Seen with Codex 0.169.0; it passes nothing else that the table's `env` does not name.
  passedOn: ["HOME", "LANG", "LC_ALL", "LOGNAME", "PATH", "SHELL", "TERM", "TMPDIR", "TZ", "USER"],
  notes: [
    {
      scope: "project",
      text: "Codex reads .codex/config.toml of a project only once you trust the project: start codex there and agree, or use --scope user.",
    },
  ],
};
