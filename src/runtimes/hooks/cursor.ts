// Hooks of Cursor, written from its documentation: no test runs it.
import type { HookDialect, HookEventName, HookTool } from "../../domain/hook.ts";
import { commandOf, type Fields, firstText, hookEvent, outputOf, pathsOf, tableOf, textOf } from "./read.ts";

/** Those that take a text for the model or tell what happened; beforeSubmitPrompt and preToolUse only allow or refuse. */
const EVENTS: Readonly<Record<string, HookEventName>> = {
  sessionStart: "session-start",
  postToolUse: "after-tool",
  postToolUseFailure: "after-tool",
  preCompact: "before-compaction",
  stop: "stop",
  sessionEnd: "session-end",
};

export const cursorHooks: HookDialect = {
  events: EVENTS,
  parse(event, input) {
    const name = Object.hasOwn(EVENTS, event) ? EVENTS[event] : undefined;
    const fields = tableOf(input);
    const session = firstText(fields.conversation_id, fields.session_id);
    if (name === undefined || session === null) return null;
    const [root] = Array.isArray(fields.workspace_roots) ? fields.workspace_roots : [];
    return hookEvent(name, {
      session,
      cwd: firstText(fields.cwd, root),
      source: name === "session-start" ? "startup" : null,
      tool: name === "after-tool" ? toolOf(event, fields) : null,
      stopActive: typeof fields.loop_count === "number" && fields.loop_count > 0,
      transcript: textOf(fields.transcript_path),
    });
  },
  render(event, { context, ask }) {
    if (event === "stop" && ask !== null) return JSON.stringify({ followup_message: ask });
    if (context === null || !["sessionStart", "postToolUse"].includes(event)) return "";
    return JSON.stringify({ additional_context: context });
  },
};

function toolOf(event: string, fields: Fields): HookTool {
  const input = tableOf(fields.tool_input);
  const output = parsed(fields.tool_output);
  const { exitCode } = tableOf(output);
  const byEvent = event === "postToolUseFailure" ? fields.is_interrupt !== true || null : false;
  return {
    name: textOf(fields.tool_name) ?? "",
    command: commandOf(input),
    paths: pathsOf(input),
    output: textOf(fields.error_message) ?? outputOf(output),
    failed: typeof exitCode === "number" ? exitCode !== 0 : byEvent,
  };
}

/** The tool's answer comes as JSON in a text. */
function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
