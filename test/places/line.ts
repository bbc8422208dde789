// Runs the lines that `init` has stored in a project, as a runtime does that was started in a folder.
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { BUILT, SYSTEM_PATH } from "../cli/run-cli.ts";
import { writeFiles } from "../support/repository.ts";

/** Of a project that has this as a dev dependency, which nobody has installed yet. */
export const DEPENDENT = {
  ".gitignore": "node_modules\n",
  "package.json": '{ "devDependencies": { "12-factor-agentops-mcp": "0.1.0" } }\n',
  "package-lock.json": "{}\n",
} as const;

export interface Said {
  readonly code: number | null;
  /** What is put before the model; empty for nothing. */
  readonly context: string;
  /** What the person is told in the runtime's own window. */
  readonly told: string;
  readonly decision: string;
  readonly stderr: string;
}

export interface From {
  readonly home: string;
  readonly env?: Record<string, string>;
}

/** The event of Claude Code, started in `folder`, by the settings that it reads there. */
export function runLine(folder: string, event: string, input: Record<string, unknown>, from: From): Said {
  const { hooks } = JSON.parse(readFileSync(path.join(folder, ".claude/settings.json"), "utf8"));
  const { status, stdout, stderr } = spawnSync("sh", ["-c", hooks[event][0].hooks[0].command], {
    cwd: folder,
    encoding: "utf8",
    input: JSON.stringify({ session_id: "s", cwd: folder, hook_event_name: event, ...input }),
    env: {
      PATH: SYSTEM_PATH,
      HOME: from.home,
      GIT_CONFIG_NOSYSTEM: "1",
      CLAUDE_PROJECT_DIR: folder,
      AGENTOPS_HOOK_MS: "60000",
      ...from.env,
    },
  });
  const answer = stdout === "" ? {} : JSON.parse(stdout);
  const { additionalContext = "", permissionDecision = "" } = answer.hookSpecificOutput ?? {};
  const decision = status === 2 ? "deny" : permissionDecision;
  return { code: status, context: additionalContext, told: answer.systemMessage ?? "", decision, stderr };
}

export const startIn = (folder: string, from: From): Said =>
  runLine(folder, "SessionStart", { source: "startup", session_id: randomUUID() }, from);

export const callIn = (folder: string, tool: string, input: Record<string, unknown>, from: From): Said =>
  runLine(folder, "PreToolUse", { tool_name: tool, tool_input: input }, from);

/** The program as a dependency of the project, which git ignores. */
export function install(folder: string): void {
  writeFiles(folder, {
    "node_modules/12-factor-agentops-mcp/package.json": '{ "name": "12-factor-agentops-mcp" }',
  });
  symlinkSync(path.dirname(BUILT), path.join(folder, "node_modules/12-factor-agentops-mcp/dist"));
}
