// Runs a stored hook command as its runtime would, in an empty repository of its own, so that the user's gets no notes.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { git } from "../../git/run.ts";
import type { HookDialect } from "../../runtimes/hooks/event.ts";
import { isTable } from "../../runtimes/table.ts";

/** Printed by src/runtimes/hook.sh where it finds no program. */
const NOT_FOUND = /(?<![^"])[^"]+ so this session gets no lessons/;

export type HookRun = { readonly milliseconds: number } | { readonly problem: string };

/** How a runtime starts a hook. */
export interface HookStart {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly limitMs: number;
}

/** Runs the hook of a session's start, which always answers in a repository that is in use. */
export async function runHookCommand(
  command: string,
  dialect: HookDialect,
  start: HookStart,
): Promise<HookRun> {
  const { env, limitMs } = start;
  const [event] = Object.entries(dialect.events).find(([, name]) => name === "session-start") ?? [""];
  const repository = mkdtempSync(path.join(os.tmpdir(), "agentops-doctor-"));
  try {
    await git(repository, ["init", "-q"]);
    mkdirSync(path.join(repository, ".agentops"));
    const input = {
      session_id: "doctor",
      conversation_id: "doctor",
      hook_event_name: event,
      cwd: repository,
      workspace_roots: [repository],
      source: "startup",
    };
    const started = performance.now();
    const asOurs = { ...start, env: withoutOurs(env, repository) };
    const { code, stdout } = await run(command, JSON.stringify(input), asOurs);
    const milliseconds = performance.now() - started;
    if (code === null) return { problem: `it did not end within ${limitMs} ms` };
    if (code !== 0) return { problem: `it ended with exit code ${code}` };
    const missing = NOT_FOUND.exec(stdout)?.[0];
    if (missing !== undefined) return { problem: missing };
    return holdsText(stdout) ? { milliseconds } : { problem: "it gave no answer to a session's start" };
  } finally {
    // Background processes of the hook may still write there.
    rmSync(repository, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** Milliseconds that starting an empty Node program takes on this machine now. */
export function bareStart(): number {
  const started = performance.now();
  spawnSync(process.execPath, ["-e", "0"], { stdio: "ignore" });
  return performance.now() - started;
}

function withoutOurs(env: NodeJS.ProcessEnv, repository: string): NodeJS.ProcessEnv {
  const { AGENTOPS_SESSION: _, ...rest } = env;
  return { ...rest, AGENTOPS_DIR: repository };
}

function run(command: string, input: string, { cwd, env, limitMs }: HookStart) {
  return new Promise<{ code: number | null; stdout: string }>((resolve) => {
    const child = spawn(command, {
      cwd,
      env,
      shell: true,
      stdio: ["pipe", "pipe", "ignore"],
      timeout: limitMs,
    });
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stdin.on("error", () => {
      // A command that reads no input may end before it is written.
    });
    child.once("error", () => resolve({ code: 127, stdout }));
    child.once("close", (code) => resolve({ code, stdout }));
    child.stdin.end(input);
  });
}

/** The places where runtimes look for a text for the model. */
function holdsText(stdout: string): boolean {
  try {
    const answer: unknown = JSON.parse(stdout);
    if (!isTable(answer)) return false;
    const { hookSpecificOutput: inner } = answer;
    const text = isTable(inner)
      ? inner.additionalContext
      : (answer.additional_context ?? answer.additionalContext);
    return typeof text === "string" && text.trim() !== "";
  } catch {
    return false;
  }
}
