// Hooks as tests ask them: in their own process, or in one as a runtime starts it.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { findRepository } from "../../src/git/repository.ts";
import type { LearningRecord } from "../../src/learnings/records/learning.ts";
import type { RecordDraft } from "../../src/records/record.ts";
import { makeViewHere } from "../../src/session/hook-work.ts";
import { configuredServer } from "../support/client.ts";
import { draft, EMPTY_HOME, WRITER } from "../support/journal.ts";
import { openJournal } from "../support/kinds.ts";
import { asBytes, runHere } from "./here.ts";

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
}

/** No test judges by what the load of the machine leaves a hook of its deadline. */
export const PATIENT = "60000";

/** What a hook answers, asked in the test's own process. */
export async function hook(
  cwd: string,
  event: string,
  input: unknown,
  { runtime = "claude", env = {} }: HookOptions = {},
): Promise<HookRun> {
  const patient = { AGENTOPS_HOOK_MS: PATIENT, ...env };
  return read(await runHere(cwd, event, input, { runtime, env: patient, apart: true }));
}

/** The same by the program, in a process of its own. */
export function hookProcess(
  cwd: string,
  event: string,
  input: unknown,
  options: ProcessOptions = {},
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
  if (options.open) child.stdin.write(asBytes(input));
  else child.stdin.end(asBytes(input));
  return new Promise((resolve) => {
    child.on("close", (code) => resolve(read({ code, stdout, stderr })));
  });
}

function read(run: Pick<HookRun, "code" | "stdout" | "stderr">): HookRun {
  const answer = run.stdout === "" ? {} : JSON.parse(run.stdout);
  return {
    ...run,
    context: answer.hookSpecificOutput?.additionalContext ?? "",
    ask: answer.decision === "block" ? answer.reason : "",
  };
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
  await ready(dir);
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
export const ready = (dir: string): Promise<void> => makeViewHere(dir);

export function notes(dir: string, session: string): Record<string, unknown>[] {
  const file = path.join(dir, ".git/agentops/sessions", `${session}.jsonl`);
  return readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
