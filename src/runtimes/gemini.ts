// Describes Gemini CLI: `mcpServers` in its settings, GEMINI.md for instructions.
import path from "node:path";
import { type Runtime, USUAL } from "./runtime.ts";

export const gemini: Runtime = {
  ...USUAL,
  name: "gemini",
  label: "Gemini CLI",
  programs: ["gemini"],
  project: {
    config: [".gemini/settings.json"],
    instructions: "GEMINI.md",
    signs: [".gemini", "GEMINI.md"],
  },
  user: ({ home }) => ({
    config: [path.join(home, ".gemini/settings.json")],
    instructions: path.join(home, ".gemini/GEMINI.md"),
    signs: [path.join(home, ".gemini")],
  }),
  format: "jsonc",
  serversKey: "mcpServers",
  permit: { kind: "entry", fields: { trust: true } },
  denyLists: [{ file: null, at: ["mcp", "excluded"] }],
  hooks: {
    file: ".gemini/settings.json",
    userFile: ({ home }) => path.join(home, ".gemini/settings.json"),
    format: "jsonc",
    shape: "groups",
    events: {
      SessionStart: null,
      BeforeAgent: null,
      BeforeTool: ".*",
      AfterTool: "run_shell_command|replace|write_file|read_file|grep_search|glob",
      AfterAgent: null,
      SessionEnd: null,
    },
    timeout: 10_000,
    projectFolder: "$GEMINI_PROJECT_DIR",
    followsAgent: false,
    readWhereStarted: true,
    off: {
      files: ({ home }) => [".gemini/settings.json", path.join(home, ".gemini/settings.json")],
      at: ["hooksConfig", "enabled"],
      value: false,
    },
    newFile: {},
  },
  // Gemini CLI 0.61.0 waited for a server that took 3 s.
  startLimitMs: 3_000,
  // Seen with 0.61.0: a variable of any other name arrived, MY_TOKEN, GEMINI_API_KEY and SSH_AUTH_SOCK did not.
  passesOn: (variable) => !/KEY|TOKEN|AUTH|SECRET|PASSWORD|CREDENTIAL/i.test(variable),
  environment: "yours, without names that look secret, such as SSH_AUTH_SOCK",
  notes: [
    {
      scope: "project",
      text: "Gemini CLI starts a project's servers and hooks only in a folder that you trust: agree when it asks, or set GEMINI_CLI_TRUST_WORKSPACE=true.",
    },
  ],
};
