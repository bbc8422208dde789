// Real hook processes, as a runtime starts them.

import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { findRepository } from "../../src/git/repository.ts";
import type { LearningRecord } from "../../src/learnings/records/learning.ts";
import type { RecordDraft } from "../../src/records/record.ts";
import { configuredServer } from "../support/client.ts";
import { draft, EMPTY_HOME, WRITER } from "../support/journal.ts";
import { openJournal } from "../support/kinds.ts";

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
  /** Leaves stdin open, as a runtime does that forgets to close it. */
  readonly open?: boolean;
}

/** No test judges by what the load of the machine leaves a hook of its deadline. */
export const PATIENT = "60000";

/** `input` is sent as it is where it is a text or bytes, else as JSON. */
export function hook(
  cwd: string,
  event: string,
  input: unknown,
  options: HookOptions = {},
): Promise<HookRun> {
  const { args } = configuredServer();
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
  const bytes = typeof input === "string" || Buffer.isBuffer(input) ? input : JSON.stringify(input);
  if (options.open) child.stdin.write(bytes);
  else child.stdin.end(bytes);
  return new Promise((resolve) => {
    child.on("close", (code) => {
      const answer = stdout === "" ? {} : JSON.parse(stdout);
      resolve({
        ...{ code, stdout, stderr },
        context: answer.hookSpecificOutput?.additionalContext ?? "",
        ask: answer.decision === "block" ? answer.reason : "",
      });
    });
  });
}

export const bash = (session: string, command: string, more: Record<string, unknown> = {}) => ({
  session_id: session,
  tool_name: "Bash",
  tool_input: { command },
  ...more,
});

export const edit = (session: string, file: string) => ({
  session_id: session,
  tool_name: "Edit",
  tool_input: { file_path: file },
});

/** Stores learnings past the gate; gives their ids. */
export async function store(dir: string, ...learnings: Partial<LearningRecord>[]): Promise<string[]> {
  const drafts = learnings.map((each) => draft(each));
  const ids = await append(dir, drafts, WRITER);
  ready(dir);
  return ids;
}

export async function append(
  dir: string,
  drafts: readonly RecordDraft[],
  by: Parameters<ReturnType<typeof openJournal>["append"]>[1],
): Promise<string[]> {
  const journal = openJournal(await findRepository(dir));
  try {
    return (await journal.append(drafts, by, null)).map(({ record }) => record.id);
  } finally {
    journal.close();
  }
}

/** Prepares what hooks look up: on a busy machine the first one might have no time for it. */
export function ready(dir: string): void {
  const { args } = configuredServer();
  const env = { PATH: process.env.PATH, HOME: EMPTY_HOME };
  execFileSync(process.execPath, [...args, "hook", "--make-view"], { cwd: dir, env });
}

export function notes(dir: string, session: string): Record<string, unknown>[] {
  const file = path.join(dir, ".git/agentops/sessions", `${session}.jsonl`);
  return readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
