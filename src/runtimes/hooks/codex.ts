// Speaks the hooks of Codex, seen with 0.169.0: Claude Code's, without an event or a field for a tool that failed.

import { parseLikeClaude, renderLikeClaude } from "./claude.ts";
import type { HookDialect, HookEventName } from "./event.ts";

const EVENTS: Readonly<Record<string, HookEventName>> = {
  SessionStart: "session-start",
  SubagentStart: "subagent-start",
  UserPromptSubmit: "prompt",
  PreToolUse: "before-tool",
  PostToolUse: "after-tool",
  PreCompact: "before-compaction",
  Stop: "stop",
  SessionEnd: "session-end",
};

export const codexHooks: HookDialect = {
  events: EVENTS,
  folderVariable: null,
  tellsBeforeTools: true,
  startsAfterCompaction: true,
  // The answer of a command is its output as one text, and its exit code is not told.
  parse: (event, input) => parseLikeClaude(EVENTS, event, input, () => null),
  /** It takes `ask` for a fault of the hook and goes ahead. */
  render: (event, answer) =>
    renderLikeClaude(event, { ...answer, stop: answer.stop && { ...answer.stop, decision: "deny" } }),
};
