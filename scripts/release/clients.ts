// Names the real clients that a release is tried with, and the commands by which a person installs the plugin in each.
import { copilot } from "../../test/e2e/runtimes/copilot.ts";
import { RUNTIMES } from "../../test/e2e/runtimes/lanes.ts";
import type { Runtime } from "../../test/e2e/runtimes/runtime.ts";

/** The commands by which a person installs a plugin, and where its servers then stand, in the home or in the marketplace. */
export interface PluginCheck {
  readonly runtime: Runtime;
  readonly install: readonly (readonly string[])[];
  readonly list: readonly string[];
  readonly servers: string;
}

const pinned = (name: string): Runtime => {
  const found = RUNTIMES.find((runtime) => runtime.name === name);
  if (!found) throw new Error(`no client is called ${name}`);
  return found;
};
const claude = pinned("claude");
const codex = pinned("codex");
const gemini = pinned("gemini");

export const CLIENTS: readonly Runtime[] = [claude, codex, copilot, gemini];

const MARKETPLACE = ["plugin", "marketplace", "add", "<plugins>"];

export const PLUGINS: readonly PluginCheck[] = [
  {
    runtime: claude,
    install: [
      ["plugin", "validate", "<plugins>", "--strict"],
      MARKETPLACE,
      ["plugin", "install", "agentops@agentops"],
    ],
    list: ["plugin", "list"],
    servers: ".claude/plugins/cache/agentops/agentops/<version>/.mcp.json",
  },
  {
    // The pinned one has no plugins of a local marketplace yet.
    runtime: { ...codex, version: "0.171.0" },
    install: [MARKETPLACE, ["plugin", "add", "agentops@agentops"]],
    list: ["mcp", "list"],
    servers: ".codex/plugins/cache/agentops/agentops/<version>/.mcp.json",
  },
  {
    runtime: copilot,
    install: [MARKETPLACE, ["plugin", "install", "agentops@agentops"]],
    list: ["mcp", "list"],
    // It reads a local marketplace where it lies.
    servers: "<plugins>/copilot/.mcp.json",
  },
  {
    runtime: gemini,
    install: [
      ["extensions", "validate", "<plugins>/gemini"],
      ["extensions", "install", "<plugins>/gemini", "--consent"],
    ],
    list: ["extensions", "list"],
    servers: ".gemini/extensions/agentops/gemini-extension.json",
  },
];
