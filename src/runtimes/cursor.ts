// Describes Cursor: `.cursor/mcp.json`, and a rule file of its own for instructions.
import path from "node:path";
import { type Runtime, USUAL } from "./runtime.ts";
import { argumentsForWorkspace } from "./workspace-folder.ts";

export const cursor: Runtime = {
  ...USUAL,
  name: "cursor",
  label: "Cursor",
  programs: ["cursor", "cursor-agent"],
  project: {
    config: [".cursor/mcp.json"],
    instructions: ".cursor/rules/agentops.mdc",
    signs: [".cursor", ".cursorrules"],
  },
  user: ({ home }) => ({
    config: [path.join(home, ".cursor/mcp.json")],
    // Its rules for all projects are a setting, not a file.
    instructions: null,
    signs: [path.join(home, ".cursor")],
  }),
  format: "jsonc",
  serversKey: "mcpServers",
  entry: (launch, inProject) => ({
    command: launch.command,
    args: argumentsForWorkspace(launch, inProject),
  }),
  hooks: {
    file: ".cursor/hooks.json",
    userFile: ({ home }) => path.join(home, ".cursor/hooks.json"),
    format: "jsonc",
    shape: "commands",
    events: {
      sessionStart: null,
      preToolUse: null,
      beforeShellExecution: null,
      beforeReadFile: null,
      beforeMCPExecution: null,
      postToolUse: "Shell|Read|Write|Delete|Grep",
      postToolUseFailure: "Shell|Read|Write|Delete",
      preCompact: null,
      stop: null,
      sessionEnd: null,
    },
    timeout: 10,
    projectFolder: null,
    followsAgent: false,
    readWhereStarted: false,
    off: null,
    newFile: { version: 1 },
  },
  instructionsHead: "---\ndescription: lessons of earlier sessions\nalwaysApply: true\n---\n\n",
  notes: [
    {
      scope: null,
      text: "Written from Cursor's documentation; the end-to-end tests do not run it. Switch the server on under Settings, MCP.",
    },
    {
      scope: "user",
      text: "Cursor has no file for instructions in all projects: paste them under Settings, Rules.",
    },
  ],
};
