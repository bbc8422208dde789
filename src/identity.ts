// Who a call comes from: which session, in which runtime.
import { createHash } from "node:crypto";
import os from "node:os";
import { processStart } from "./process-start.ts";

/** Variables in which runtimes hand a session id to the servers that they start. */
const SESSION_VARIABLES = [
  "AGENTOPS_SESSION",
  "CLAUDE_CODE_SESSION_ID",
  "CODEX_SESSION_ID",
  "GEMINI_SESSION_ID",
];
/** Keys of a request's `_meta` in which runtimes do so. */
const SESSION_META = ["sessionId", "session_id", "threadId", "x-codex-turn-metadata"];

/** The id that the environment gives, else null. */
export function sessionFromEnvironment(env: NodeJS.ProcessEnv): string | null {
  for (const name of SESSION_VARIABLES) {
    const id = clean(env[name]);
    if (id) return id;
  }
  return null;
}

export function sessionFromMeta(meta: unknown): string | null {
  if (typeof meta !== "object" || meta === null) return null;
  for (const name of SESSION_META) {
    const id = clean(Reflect.get(meta, name));
    if (id) return id;
  }
  return null;
}

/** The parent process and its start: a server that its client restarts keeps its session. */
export async function sessionFromParent(): Promise<string> {
  const parent = `${os.hostname()} ${process.ppid} ${await processStart(process.ppid)}`;
  return `s-${createHash("sha256").update(parent).digest("hex").slice(0, 12)}`;
}

function clean(value: unknown): string | null {
  if (typeof value !== "string") return null;
  return /^[\w.:@-]{1,100}$/.test(value) ? value : null;
}
