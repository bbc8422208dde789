// Speaks the hooks of Qwen Code, seen with 0.24.4: those of Claude Code with the tools of Gemini CLI. A prompt's event comes
// behind every answer of a tool as well, without a prompt.
import { CLAUDE_EVENTS, parseLikeClaude, renderLikeClaude } from "./claude.ts";
import type { HookDialect } from "./event.ts";

export const qwenHooks: HookDialect = {
  events: CLAUDE_EVENTS,
  folderVariable: "QWEN_PROJECT_DIR",
  tellsBeforeTools: false,
  startsAfterCompaction: true,
  parse: (event, input) =>
    parseLikeClaude(CLAUDE_EVENTS, event, input, (name) => name === "PostToolUseFailure"),
  render: renderLikeClaude,
};
