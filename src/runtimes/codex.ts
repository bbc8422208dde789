// Describes Codex: a table in config.toml, AGENTS.md for instructions.
import path from "node:path";
import { eventsLikeClaude } from "./hook-settings.ts";
import { type Runtime, USUAL } from "./runtime.ts";

/** Seen with Codex 0.169.0. */
const PASSED_ON = new Set([
  "HOME",
  "LANG",
  "LC_ALL",
  "LOGNAME",
  "PATH",
  "SHELL",
  "TERM",
  "TMPDIR",
  "TZ",
  "USER",
]);

export const codex: Runtime = {
  ...USUAL,
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
  startsServersBelow: true,
  hooks: {
    // A file of its own: the same hooks in config.toml could not be told from a person's.
    file: ".codex/hooks.json",
    userFile: ({ home, env }) => path.join(env.CODEX_HOME || path.join(home, ".codex"), "hooks.json"),
    format: "json",
    shape: "groups",
    events: eventsLikeClaude({ PostToolUse: "Bash|apply_patch" }),
    timeout: 10,
    // They run in the folder in which codex was started, which may lie below the project's.
    projectFolder: "./$(git rev-parse --show-cdup)",
    followsAgent: false,
    readWhereStarted: false,
    off: {
      files: ({ home, env }) => [
        ".codex/config.toml",
        path.join(env.CODEX_HOME || path.join(home, ".codex"), "config.toml"),
      ],
      at: ["features", "hooks"],
      value: false,
    },
    newFile: {},
  },
  // Codex 0.169.0: 0.5 s was in time, 1 s was not.
  startLimitMs: 1_000,
  startLimitSetting: "mcp_optional_startup_grace_ms = 30000 as the first line of its config.toml",
  passesOn: (variable) => PASSED_ON.has(variable),
  environment: "HOME, PATH, SHELL, TERM, TMPDIR, TZ, user and locale only; more by `env` in the table",
  notes: [
    {
      scope: "project",
      ofRelativePath: true,
      text: "Started below the top, Codex reads these settings and starts the server in that folder, where its path leads nowhere: for sessions there, run `agentops-mcp init --here` in it.",
    },
    {
      scope: "project",
      text: "Codex reads .codex/config.toml and .codex/hooks.json of a project only once you trust the project: start codex there and agree, or use --scope user.",
    },
    {
      scope: null,
      text: "Codex skips new and changed hooks without a word until you have looked at them: start codex, enter /hooks, and trust those of agentops-mcp. For one run of a script: codex exec --dangerously-bypass-hook-trust.",
    },
  ],
};
