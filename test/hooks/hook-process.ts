// A hook as a runtime starts it, in a process of its own: for tests of that process, and for benchmarks.
import { spawn } from "node:child_process";
import { configuredServer } from "../support/client.ts";
import { EMPTY_HOME } from "../support/journal.ts";

export interface HookRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What is put before the model; empty for nothing. */
  readonly context: string;
  /** What a stop asks; empty for letting go. */
  readonly ask: string;
}

export interface HookOptions {
  readonly runtime?: string;
  readonly env?: Record<string, string>;
}

export interface ProcessOptions extends HookOptions {
  /** Leaves stdin open, as a runtime does that forgets to close it. */
  readonly open?: boolean;
  /** Another copy of the program. */
  readonly program?: string;
}

/** No test judges by what the load of the machine leaves a hook of its deadline. */
export const PATIENT = "60000";

export function hookProcess(
  cwd: string,
  event: string,
  input: unknown,
  options: ProcessOptions = {},
): Promise<HookRun> {
  const args = options.program === undefined ? configuredServer().args : [options.program];
  const child = spawn(process.execPath, [...args, "hook", "--runtime", options.runtime ?? "claude", event], {
    cwd,
    env: { PATH: process.env.PATH, HOME: EMPTY_HOME, AGENTOPS_HOOK_MS: PATIENT, ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  child.stdin.on("error", () => {});
  if (options.open) child.stdin.write(asBytes(input));
  else child.stdin.end(asBytes(input));
  return new Promise((resolve) => {
    child.on("close", (code) => resolve(readRun({ code, stdout, stderr })));
  });
}

/** What the answer holds. */
export function readRun(run: Pick<HookRun, "code" | "stdout" | "stderr">): HookRun {
  const answer = run.stdout === "" ? {} : JSON.parse(run.stdout);
  return {
    ...run,
    context: answer.hookSpecificOutput?.additionalContext ?? "",
    ask: answer.decision === "block" ? answer.reason : "",
  };
}

/** As a runtime sends it: as it is where it is a text or bytes, else as JSON. */
export const asBytes = (input: unknown): Buffer =>
  Buffer.isBuffer(input) ? input : Buffer.from(typeof input === "string" ? input : JSON.stringify(input));
