// Hooks as most tests ask them, in the test's own process, and what they look up and note.

import { readFileSync } from "node:fs";
import path from "node:path";
import { findRepository } from "../../src/git/repository.ts";
import type { LearningRecord } from "../../src/learnings/records/learning.ts";
import type { RecordDraft } from "../../src/records/record.ts";
import { makeViewHere } from "../../src/session/hook-work.ts";
import { draft, WRITER } from "../support/journal.ts";
import { openJournal } from "../support/kinds.ts";
import { runHere } from "./here.ts";
import { type HookOptions, type HookRun, PATIENT, readRun } from "./hook-process.ts";

/** What a hook answers, asked in the test's own process. */
export async function hook(
  cwd: string,
  event: string,
  input: unknown,
  { runtime = "claude", env = {} }: HookOptions = {},
): Promise<HookRun> {
  const patient = { AGENTOPS_HOOK_MS: PATIENT, ...env };
  return readRun(await runHere(cwd, event, input, { runtime, env: patient, apart: true }));
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
