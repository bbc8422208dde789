// Tells who a call comes from: the session that the environment, the runtime, a hook or the parent process names.

import os from "node:os";
import path from "node:path";
import { readTextNow, replaceFileNow } from "./files.ts";
import { runtimeProcess } from "./runtime-process.ts";
import { sha256 } from "./sha256.ts";

/** The id in `AGENTOPS_SESSION`, else null; a person sets it, so it comes before all others. */
export const sessionFromWish = (env: NodeJS.ProcessEnv): string | null => cleanSession(env.AGENTOPS_SESSION);

/** The id that a runtime puts into the environment of what it starts, as Claude Code does, else null. */
export const sessionFromRuntime = (env: NodeJS.ProcessEnv): string | null =>
  cleanSession(env.CLAUDE_CODE_SESSION_ID);

/** The id that Codex sends in the `_meta` of each call, else null. */
export function sessionFromMeta(meta: unknown): string | null {
  return typeof meta === "object" && meta !== null ? cleanSession(Reflect.get(meta, "sessionId")) : null;
}

/** Named by the runtime's process and its start, so that a server restarted by its client keeps its session. */
export const sessionFromProcess = (parent = process.ppid): string => nameOf(runtimeProcess(parent));

/**
 * The id that a hook of the same runtime process was last given, else null. `/clear` and resuming give a session a new id,
 * which a running server is not told.
 */
export function sessionFromHook(folder: string, runtimeProcess: string): string | null {
  return cleanSession(readTextNow(aliasFile(folder, runtimeProcess))?.trim());
}

/** Tells servers of the same runtime process its session. Throws where the disk can't be written. */
export function tellSession(folder: string, session: string, parent: number): void {
  const runtimeProcess = sessionFromProcess(parent);
  if (sessionFromHook(folder, runtimeProcess) === session) return;
  replaceFileNow(aliasFile(folder, runtimeProcess), `${session}\n`);
}

/** Lies beside the sessions' notes; `folder` is this program's in the common git directory. */
const aliasFile = (folder: string, runtimeProcess: string): string =>
  path.join(folder, "sessions", `${runtimeProcess}.alias`);

const nameOf = (runtime: string): string => `s-${sha256(`${os.hostname()} ${runtime}`).slice(0, 12)}`;

/** A session's name that may appear in a record and in a file's name; null for any other value. */
export function cleanSession(value: unknown): string | null {
  return typeof value === "string" && /^[\w.:@-]{1,100}$/.test(value) ? value : null;
}
