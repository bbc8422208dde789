// Describes Qwen Code: `mcpServers` and hooks in its settings, QWEN.md for instructions.
import path from "node:path";
import { type Runtime, readCommandEntry } from "./runtime.ts";

export const qwen: Runtime = {
  name: "qwen",
  label: "Qwen Code",
  programs: ["qwen"],
  project: {
    config: [".qwen/settings.json"],
    instructions: "QWEN.md",
    signs: [".qwen", "QWEN.md"],
  },
  user: ({ home }) => ({
    config: [path.join(home, ".qwen/settings.json")],
    instructions: path.join(home, ".qwen/QWEN.md"),
    signs: [path.join(home, ".qwen")],
  }),
  localSettings: null,
  startsServersBelow: false,
  permit: { kind: "entry", fields: { trust: true } },
  format: "jsonc",
  serversKey: "mcpServers",
  projectsKey: null,
  entry: ({ command, args }) => ({ command, args }),
  read: readCommandEntry,
  denyLists: [{ file: null, at: ["mcp", "excluded"] }],
  hooks: {
    file: ".qwen/settings.json",
    userFile: ({ home }) => path.join(home, ".qwen/settings.json"),
    format: "jsonc",
    shape: "groups",
    events: {
      SessionStart: null,
      SubagentStart: null,
      UserPromptSubmit: null,
      PreToolUse: ".*",
      PostToolUse: "run_shell_command|edit|write_file|notebook_edit|read_file|grep_search|glob",
      PostToolUseFailure: "run_shell_command|edit|write_file|notebook_edit|read_file",
      PreCompact: null,
      Stop: null,
      SessionEnd: null,
    },
    timeout: 10_000,
    projectFolder: "$QWEN_PROJECT_DIR",
    followsAgent: false,
    readWhereStarted: true,
    off: {
      files: ({ home }) => [".qwen/settings.json", path.join(home, ".qwen/settings.json")],
      at: ["disableAllHooks"],
      value: true,
    },
    newFile: {},
  },
  newConfig: {},
  instructionsHead: "",
  startLimitMs: null,
  startLimitSetting: null,
  passesOn: () => true,
  environment: "not measured",
  notes: [
    {
      scope: null,
      text: "Qwen Code shows its model the tools of servers only after a tool_search; the hooks and QWEN.md name them.",
    },
  ],
};
