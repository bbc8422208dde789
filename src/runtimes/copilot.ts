// Describes GitHub Copilot CLI: two files of its own below `.github`, AGENTS.md for instructions.
import path from "node:path";
import type { UserPlace } from "./launch.ts";
import { type Runtime, USUAL } from "./runtime.ts";

const folderOf = ({ home, env }: UserPlace): string => env.COPILOT_HOME || path.join(home, ".copilot");

export const copilot: Runtime = {
  ...USUAL,
  name: "copilot",
  label: "Copilot CLI",
  programs: ["copilot"],
  project: {
    config: [".github/mcp.json"],
    instructions: "AGENTS.md",
    signs: [".github/mcp.json", ".github/hooks", ".github/copilot-instructions.md"],
  },
  user: (place) => ({
    config: [path.join(folderOf(place), "mcp-config.json")],
    instructions: path.join(folderOf(place), "copilot-instructions.md"),
    signs: [folderOf(place)],
  }),
  format: "json",
  serversKey: "mcpServers",
  hooks: {
    file: ".github/hooks/agentops.json",
    userFile: (place) => path.join(folderOf(place), "hooks/agentops.json"),
    format: "json",
    shape: "commands",
    // Named like this, they come in the form of Claude Code.
    events: {
      SessionStart: null,
      UserPromptSubmit: null,
      PreToolUse: null,
      PostToolUse: null,
      PostToolUseFailure: null,
      PreCompact: null,
      Stop: null,
      SessionEnd: null,
    },
    timeout: 10,
    projectFolder: "$COPILOT_PROJECT_DIR",
    followsAgent: false,
    readWhereStarted: false,
    off: null,
    newFile: { version: 1 },
  },
  notes: [
    {
      scope: "project",
      text: "Copilot CLI starts a project's servers and hooks only in a folder that you trust: agree when it asks, or set COPILOT_ALLOW_ALL=true.",
    },
    {
      scope: null,
      text: "Its model never sees a server's instructions, so AGENTS.md says what they say.",
    },
  ],
};
