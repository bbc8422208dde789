// Describes Claude Code: `.mcp.json` in the project, `~/.claude.json` for the user, CLAUDE.md for instructions.
import path from "node:path";
import { eventsLikeClaude } from "./hook-settings.ts";
import { type Runtime, SERVER_NAME, USUAL } from "./runtime.ts";

export const claude: Runtime = {
  ...USUAL,
  name: "claude",
  label: "Claude Code",
  programs: ["claude"],
  project: {
    config: [".mcp.json"],
    instructions: "CLAUDE.md",
    signs: [".mcp.json", ".claude", "CLAUDE.md"],
  },
  user({ home, env }) {
    const moved = env.CLAUDE_CONFIG_DIR;
    const folder = moved || path.join(home, ".claude");
    return {
      config: [path.join(moved || home, ".claude.json")],
      instructions: path.join(folder, "CLAUDE.md"),
      signs: [folder],
    };
  },
  format: "json",
  serversKey: "mcpServers",
  projectsKey: "projects",
  localSettings: ".claude/settings.local.json",
  permit: { kind: "list", at: ["permissions", "allow"], value: `mcp__${SERVER_NAME}` },
  denyLists: [".claude/settings.json", ".claude/settings.local.json"].map((file) => ({
    file,
    at: ["disabledMcpjsonServers"],
  })),
  hooks: {
    file: ".claude/settings.json",
    userFile: ({ home, env }) =>
      path.join(env.CLAUDE_CONFIG_DIR || path.join(home, ".claude"), "settings.json"),
    format: "json",
    shape: "groups",
    // Before a tool the envelope is asked, also about tools that nobody knows yet. After it, those that neither touch
    // files nor run commands would cost a process each and can be told nothing.
    events: eventsLikeClaude({
      PostToolUse: "Bash|Edit|Write|NotebookEdit|Grep|Glob",
      PostToolUseFailure: "Bash|Edit|Write|NotebookEdit|Read",
    }),
    timeout: 10,
    // An agent that changes its folder changes that of the hooks as well.
    projectFolder: "$CLAUDE_PROJECT_DIR",
    followsAgent: true,
    readWhereStarted: true,
    off: {
      files: ({ home, env }) => [
        ".claude/settings.json",
        ".claude/settings.local.json",
        path.join(env.CLAUDE_CONFIG_DIR || path.join(home, ".claude"), "settings.json"),
      ],
      at: ["disableAllHooks"],
      value: true,
    },
    newFile: {},
  },
  // Claude Code 2.1.197: slower than this, the tools are missing from the first request.
  startLimitMs: 1_500,
  environment: "yours, and CLAUDE_*",
  notes: [
    {
      scope: "project",
      text: "Claude Code asks each person once before it starts a server from .mcp.json; `claude -p` starts it without asking.",
    },
    {
      scope: "user",
      text: "Claude Code rewrites ~/.claude.json while it runs: close its sessions before this is written.",
    },
  ],
};
