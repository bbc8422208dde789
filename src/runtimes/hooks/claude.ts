// Speaks the hooks of Claude Code, seen with 2.1.197; Codex speaks the same with fewer events.
import type { HookAnswer, HookDialect, HookEvent, HookEventName, HookTool } from "./event.ts";
import {
  commandOf,
  type Fields,
  firstText,
  hookEvent,
  outputOf,
  pathsOf,
  tableOf,
  textOf,
  told,
} from "./read.ts";
import { requestsOf } from "./requests.ts";

export const CLAUDE_EVENTS: Readonly<Record<string, HookEventName>> = {
  SessionStart: "session-start",
  SubagentStart: "subagent-start",
  UserPromptSubmit: "prompt",
  PreToolUse: "before-tool",
  PostToolUse: "after-tool",
  // A tool that failed has an event of its own, and no PostToolUse.
  PostToolUseFailure: "after-tool",
  PreCompact: "before-compaction",
  Stop: "stop",
  SessionEnd: "session-end",
};

export const claudeHooks: HookDialect = {
  events: CLAUDE_EVENTS,
  folderVariable: "CLAUDE_PROJECT_DIR",
  tellsBeforeTools: true,
  startsAfterCompaction: true,
  parse: (event, input) => parseLikeClaude(CLAUDE_EVENTS, event, input, failedInClaude),
  render: renderLikeClaude,
};

/** True if a tool call failed, by its event and the event's fields; null where that cannot be told. */
export type Failed = (event: string, fields: Fields) => boolean | null;

const failedInClaude: Failed = (event, { is_interrupt }) => {
  if (event !== "PostToolUseFailure") return false;
  return is_interrupt === true ? null : true;
};

export function parseLikeClaude(
  events: Readonly<Record<string, HookEventName>>,
  event: string,
  input: unknown,
  failed: Failed,
): HookEvent | null {
  const known = told(events, event, input);
  if (known === null) return null;
  const { name, fields } = known;
  return hookEvent(name, {
    ...known.common,
    prompt: name === "prompt" || name === "subagent-start" ? textOf(fields.prompt) : null,
    tool: name === "before-tool" || name === "after-tool" ? toolOf(name, event, fields, failed) : null,
    requests: name === "before-tool" ? requestsOf(fields) : null,
    plans: fields.permission_mode === "plan",
    subagent: textOf(fields.agent_id),
    subagentType: textOf(fields.agent_type),
    delegates: name === "before-tool" ? delegationOf(fields) : null,
  });
}

/** Tools that start a subagent, of Claude Code before and since 2.1 and of Codex. */
const DELEGATES = new Set(["Task", "Agent", "spawn_agent"]);

function delegationOf({ tool_name, tool_input }: Fields): HookEvent["delegates"] {
  const input = tableOf(tool_input);
  const task = firstText(input.prompt, input.message, input.description);
  if (!DELEGATES.has(textOf(tool_name) ?? "") || task === null) return null;
  return { type: firstText(input.subagent_type, input.agent_type), task };
}

function toolOf(name: HookEventName, event: string, fields: Fields, failed: Failed): HookTool {
  const input = tableOf(fields.tool_input);
  const ran = name === "after-tool";
  return {
    name: textOf(fields.tool_name) ?? "",
    command: commandOf(input),
    paths: pathsOf(input),
    output: ran ? (textOf(fields.error) ?? outputOf(fields.tool_response)) : null,
    failed: ran ? failed(event, fields) : null,
  };
}

/** Events whose answer may hold a text for the model. PreCompact is none: its output would become part of the summary. */
const WITH_CONTEXT = new Set([
  "SessionStart",
  "SubagentStart",
  "UserPromptSubmit",
  "PreToolUse",
  "PostToolUse",
  "PostToolUseFailure",
]);

/** Silence lets the runtime's own permissions decide; `allow` would pass them over. */
export function renderLikeClaude(event: string, { context, tell, ask, stop }: HookAnswer): string {
  if (stop !== null)
    return JSON.stringify({
      hookSpecificOutput: {
        hookEventName: event,
        permissionDecision: stop.decision,
        permissionDecisionReason: stop.reason,
      },
    });
  if (event === "Stop" && ask !== null) return JSON.stringify({ decision: "block", reason: ask });
  const speaks = context !== null && WITH_CONTEXT.has(event);
  if (!speaks && tell === null) return "";
  return JSON.stringify({
    ...(tell === null ? {} : { systemMessage: tell }),
    ...(speaks ? { hookSpecificOutput: { hookEventName: event, additionalContext: context } } : {}),
  });
}
