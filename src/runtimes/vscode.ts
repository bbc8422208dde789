// Describes VS Code: `.vscode/mcp.json` with the top key `servers`, AGENTS.md for instructions.
import path from "node:path";
import { type Runtime, USUAL } from "./runtime.ts";
import { argumentsForWorkspace } from "./workspace-folder.ts";

const OTHER_USER_FOLDERS: Partial<Record<NodeJS.Platform, string>> = {
  darwin: "Library/Application Support/Code/User",
  win32: "AppData/Roaming/Code/User",
};
const LINUX_USER_FOLDER = ".config/Code/User";

export const vscode: Runtime = {
  ...USUAL,
  name: "vscode",
  label: "VS Code",
  programs: ["code"],
  project: {
    config: [".vscode/mcp.json"],
    instructions: "AGENTS.md",
    // Many projects have a .vscode for formatters and debuggers alone.
    signs: [".vscode/mcp.json", ".github/copilot-instructions.md"],
  },
  user({ home, platform }) {
    const folder = path.join(home, OTHER_USER_FOLDERS[platform] ?? LINUX_USER_FOLDER);
    return { config: [path.join(folder, "mcp.json")], instructions: null, signs: [folder] };
  },
  format: "jsonc",
  serversKey: "servers",
  entry: (launch, inProject) => ({
    type: "stdio",
    command: launch.command,
    args: argumentsForWorkspace(launch, inProject),
  }),
  notes: [
    {
      scope: null,
      text: "Written from VS Code's documentation; the end-to-end tests do not run it. It starts the server after you trust it, in agent mode.",
    },
  ],
};
