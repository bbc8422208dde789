// Defines the words in which events of every runtime are spoken of, and what a hook may answer to them.
import type { ActionRequest } from "../../envelope/action.ts";

/** In the order of a session. */
export const HOOK_EVENTS = [
  "session-start",
  "subagent-start",
  "prompt",
  "before-tool",
  "after-tool",
  "before-compaction",
  "stop",
  "session-end",
] as const;
export type HookEventName = (typeof HOOK_EVENTS)[number];

export interface HookTool {
  /** The runtime's own name of the tool. */
  readonly name: string;
  /** The command line, where the tool runs one. */
  readonly command: string | null;
  /** Files the call names, as the runtime gives them: absolute or relative to `cwd`. */
  readonly paths: readonly string[];
  /** What the tool gave back; null before it ran. */
  readonly output: string | null;
  /** Null where the runtime does not tell. */
  readonly failed: boolean | null;
}

/** One event of a runtime, in the words that all of them share. Everything in it comes from outside and is not trusted. */
export interface HookEvent {
  readonly event: HookEventName;
  /** The runtime's own id of the session. */
  readonly session: string | null;
  readonly cwd: string | null;
  /** Of a session's start: what began it. */
  readonly source: "startup" | "resume" | "clear" | "compact" | null;
  readonly prompt: string | null;
  readonly tool: HookTool | null;
  /** Before a tool: what the call asks for; null where that cannot be read, so that nobody can say it is harmless. */
  readonly requests: readonly ActionRequest[] | null;
  /** Before a tool: another such event of the same call comes after this one, and can ask a person. */
  readonly asksLater: boolean;
  /** At a stop: the runtime says that this stop was held up once already. */
  readonly stopActive: boolean;
  /** True in a mode in which the agent may only plan. */
  readonly plans: boolean;
  /** The subagent that the event comes from; null for the session itself. */
  readonly subagent: string | null;
  /** Of a subagent's start: its type, as the runtime names it. */
  readonly subagentType: string | null;
  /** Before a tool that starts a subagent: of which type, where that is told, and what for. */
  readonly delegates: { readonly type: string | null; readonly task: string } | null;
  /** The file in which the runtime keeps the conversation. */
  readonly transcript: string | null;
}

export interface HookAnswer {
  /** Text put before the model; null for nothing. */
  readonly context: string | null;
  /** A line for the person, in the runtime's own window; the model does not see it. */
  readonly tell: string | null;
  /** At a stop: what the agent is asked to do before it ends; null lets go. */
  readonly ask: string | null;
  /** Before a tool: why the call must not go ahead, or only with a person's word; null lets it go. */
  readonly stop: { readonly decision: "deny" | "ask"; readonly reason: string } | null;
}

/** What a runtime's own events and answers look like; one per runtime in src/runtimes/hooks. */
export interface HookDialect {
  /** The runtime's name of an event -> ours; anything else is none of our business. */
  readonly events: Readonly<Record<string, HookEventName>>;
  /** The variable in which the runtime tells its hooks the project's folder, wherever the agent has moved to. */
  readonly folderVariable: string | null;
  /** True if a text before a tool reaches the model; elsewhere it comes with the tool's answer. */
  readonly tellsBeforeTools: boolean;
  /** True if a session's start comes once more behind a compaction; elsewhere its beginning is all that is told. */
  readonly startsAfterCompaction: boolean;
  /** Null for an event or a shape that is not known. Never throws. */
  parse(event: string, input: unknown): HookEvent | null;
  /** What goes to stdout; empty for silence. */
  render(event: string, answer: HookAnswer): string;
}

export const SILENCE: HookAnswer = { context: null, tell: null, ask: null, stop: null };
