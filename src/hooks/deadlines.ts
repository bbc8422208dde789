// Sets how long each event's hook may take before it gives up.
import type { HookEventName } from "../runtimes/hooks/event.ts";

/**
 * In milliseconds. A later answer counts as none, because the runtime and its user wait; `init` has runtimes go on after 10
 * s. The first hook of a session may have to read all records. Before a tool the shell around the hook gives up after 4 s,
 * and a missing answer must not mean yes there.
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

/** For writing to the journal after the answer, at events where nobody waits; runtimes allow longer. */
const WRITE_MS = 5_000;

/** AGENTOPS_HOOK_MS (milliseconds) lengthens each shorter deadline and shortens none; it is for tests on busy machines. */
const patient = (usualMs: number, { AGENTOPS_HOOK_MS }: NodeJS.ProcessEnv): number =>
  Math.max(usualMs, Math.min(Number(AGENTOPS_HOOK_MS) || 0, LONGEST_MS));

const LONGEST_MS = 600_000;

export const deadlineOf = (event: HookEventName, env: NodeJS.ProcessEnv): number =>
  patient(DEADLINES_MS[event], env);

/** In milliseconds, for the work after the answer. */
export const writingOf = (env: NodeJS.ProcessEnv): number => patient(WRITE_MS, env);

/** Takes the place of the brief where reading everything takes too long. */
export const STILL_READING =
  "This repository has lessons of earlier sessions, which are still being read. Call retrieve_context before you plan, edit or debug.";
