// Speaks the hooks of GitHub Copilot CLI, seen with 1.0.102: events in the form of Claude Code, answers in its own.
import { CLAUDE_EVENTS, parseLikeClaude } from "./claude.ts";
import type { HookDialect } from "./event.ts";
import { type Fields, tableOf, textOf } from "./read.ts";

/** It tells nothing of subagents. */
const { SubagentStart: _, ...EVENTS } = CLAUDE_EVENTS;

/** Written behind the output of a command. */
const EXIT_CODE = /<shellId: \S+ completed with exit code (\d+)>\s*$/;

export const copilotHooks: HookDialect = {
  events: EVENTS,
  folderVariable: "COPILOT_PROJECT_DIR",
  tellsBeforeTools: true,
  startsAfterCompaction: false,
  parse: (event, input) => parseLikeClaude(EVENTS, event, inItsForm(tableOf(input)), failed),
  render(event, { context, ask, stop }) {
    if (stop !== null)
      return JSON.stringify({ permissionDecision: stop.decision, permissionDecisionReason: stop.reason });
    if (event === "Stop" && ask !== null) return JSON.stringify({ decision: "block", reason: ask });
    if (context === null || !WITH_CONTEXT.has(event)) return "";
    return event === "PreToolUse"
      ? JSON.stringify({ hookSpecificOutput: { hookEventName: event, additionalContext: context } })
      : JSON.stringify({ additionalContext: context });
  },
};

const WITH_CONTEXT = new Set([
  "SessionStart",
  "UserPromptSubmit",
  "PreToolUse",
  "PostToolUse",
  "PostToolUseFailure",
]);

/** `<server>-<tool>`; none of its own tools has a hyphen. */
const SERVERS_TOOL = /^([^-]+)-(.+)$/s;

/** The fields in which it differs. */
const inItsForm = (fields: Fields): Fields => ({
  ...fields,
  tool_name: textOf(fields.tool_name)?.replace(SERVERS_TOOL, "mcp__$1__$2"),
  source: fields.source === "new" ? "startup" : fields.source,
  tool_response: tableOf(fields.tool_result).text_result_for_llm,
});

function failed(event: string, { tool_response }: Fields): boolean {
  const code = EXIT_CODE.exec(textOf(tool_response) ?? "")?.[1];
  return event === "PostToolUseFailure" || (code !== undefined && code !== "0");
}
