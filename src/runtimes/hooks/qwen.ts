// Speaks the hooks of Qwen Code, seen with 0.24.4: those of Claude Code with the tools of Gemini CLI.
import { parseLikeClaude, renderLikeClaude } from "./claude.ts";
import type { HookDialect, HookEventName } from "./event.ts";

const EVENTS: Readonly<Record<string, HookEventName>> = {
  SessionStart: "session-start",
  SubagentStart: "subagent-start",
  // It comes behind every answer of a tool as well, without a prompt.
  UserPromptSubmit: "prompt",
  PreToolUse: "before-tool",
  PostToolUse: "after-tool",
  PostToolUseFailure: "after-tool",
  PreCompact: "before-compaction",
  Stop: "stop",
  SessionEnd: "session-end",
};

export const qwenHooks: HookDialect = {
  events: EVENTS,
  folderVariable: "QWEN_PROJECT_DIR",
  tellsBeforeTools: false,
  startsAfterCompaction: true,
  parse: (event, input) => parseLikeClaude(EVENTS, event, input, (name) => name === "PostToolUseFailure"),
  render: renderLikeClaude,
};
