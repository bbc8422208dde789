// Sets how long each event's hook may take before it gives up.
import type { HookEventName } from "../runtimes/hooks/event.ts";

/**
 * Milliseconds. Later than this an answer is none, as the runtime and its user are waiting; runtimes themselves go on
 * after 10 s, by the settings that `init` writes. A session's first hook may have to read everything that is known.
 * Before a tool the shell around the hook gives up after 4 s, and no answer may mean no.
 */
const DEADLINES_MS: Readonly<Record<HookEventName, number>> = {
  "session-start": 8_000,
  "subagent-start": 8_000,
  prompt: 4_000,
  "before-tool": 3_000,
  "after-tool": 4_000,
  "before-compaction": 1_500,
  stop: 1_500,
  "session-end": 1_500,
};

/** Nobody waits for an answer to the events after which the journal is written; runtimes give them longer. */
const WRITE_MS = 5_000;

/**
 * AGENTOPS_HOOK_MS, in milliseconds, lengthens every deadline that is shorter, and shortens none: it is for tests on
 * machines that are busy with other tests.
 */
const patient = (usualMs: number, { AGENTOPS_HOOK_MS }: NodeJS.ProcessEnv): number =>
  Math.max(usualMs, Math.min(Number(AGENTOPS_HOOK_MS) || 0, LONGEST_MS));

const LONGEST_MS = 600_000;

export const deadlineOf = (event: HookEventName, env: NodeJS.ProcessEnv): number =>
  patient(DEADLINES_MS[event], env);

/** For what comes after the answer. */
export const writingOf = (env: NodeJS.ProcessEnv): number => patient(WRITE_MS, env);

/** Said in place of a brief where a machine is too busy to read everything in time. */
export const STILL_READING =
  "This repository has lessons of earlier sessions, which are still being read. Call retrieve_context before you plan, edit or debug.";
