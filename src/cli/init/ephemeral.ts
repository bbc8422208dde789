// Recognises clones that are soon deleted with all that was recorded in them: CI jobs, cloud agents, shallow clones.
import { existsSync } from "node:fs";
import path from "node:path";

const VARIABLES: Record<string, string> = {
  CI: "CI is set",
  CODESPACES: "this is a codespace",
  GITPOD_WORKSPACE_ID: "this is a Gitpod workspace",
  CLAUDE_CODE_REMOTE: "this is a cloud session of Claude Code",
};

/** Why this clone looks short-lived; null where nothing says so. */
export function ephemeralSign(commonDir: string, env: NodeJS.ProcessEnv): string | null {
  if (existsSync(path.join(commonDir, "shallow"))) return "it is a shallow clone";
  const variable = Object.keys(VARIABLES).find((name) => env[name] && env[name] !== "false");
  return variable === undefined ? null : (VARIABLES[variable] ?? null);
}

export const EPHEMERAL_ADVICE =
  "Records live in this clone's git directory and are lost with it, unless they are sent before it ends: " +
  "agentops-mcp sync --yes";
