// Who a call comes from: the session that the environment, the runtime or the parent process tells.
import { createHash } from "node:crypto";
import os from "node:os";
import { processStart } from "./process-start.ts";

/** Variables that give the session's id; Claude Code sets the second for the servers that it starts. */
const SESSION_VARIABLES = ["AGENTOPS_SESSION", "CLAUDE_CODE_SESSION_ID"];

/** The id that the environment gives, else null. */
export function sessionFromEnvironment(env: NodeJS.ProcessEnv): string | null {
  return SESSION_VARIABLES.map((name) => clean(env[name])).find((id) => id !== null) ?? null;
}

/** The id that Codex sends in the `_meta` of each call, else null. */
export function sessionFromMeta(meta: unknown): string | null {
  return typeof meta === "object" && meta !== null ? clean(Reflect.get(meta, "sessionId")) : null;
}

/** The parent process and its start: a server that its client restarts keeps its session. */
export async function sessionFromParent(): Promise<string> {
  const parent = `${os.hostname()} ${process.ppid} ${await processStart(process.ppid)}`;
  return `s-${createHash("sha256").update(parent).digest("hex").slice(0, 12)}`;
}

function clean(value: unknown): string | null {
  return typeof value === "string" && /^[\w.:@-]{1,100}$/.test(value) ? value : null;
}
