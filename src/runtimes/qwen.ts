// Describes Qwen Code: `mcpServers` and hooks in its settings, QWEN.md for instructions.
import path from "node:path";
import { eventsLikeClaude } from "./hook-settings.ts";
import { type Runtime, USUAL } from "./runtime.ts";

export const qwen: Runtime = {
  ...USUAL,
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
  permit: { kind: "entry", fields: { trust: true } },
  format: "jsonc",
  serversKey: "mcpServers",
  denyLists: [{ file: null, at: ["mcp", "excluded"] }],
  hooks: {
    file: ".qwen/settings.json",
    userFile: ({ home }) => path.join(home, ".qwen/settings.json"),
    format: "jsonc",
    shape: "groups",
    events: eventsLikeClaude({
      PostToolUse: "run_shell_command|edit|write_file|notebook_edit|read_file|grep_search|glob",
      PostToolUseFailure: "run_shell_command|edit|write_file|notebook_edit|read_file",
    }),
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
  notes: [
    {
      scope: null,
      text: "Qwen Code shows its model the tools of servers only after a tool_search; the hooks and QWEN.md name them.",
    },
  ],
};
