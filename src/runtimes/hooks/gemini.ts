// Speaks the hooks of Gemini CLI, seen with 0.61.0.
import type { HookDialect, HookEventName, HookTool } from "./event.ts";
import { commandOf, type Fields, hookEvent, outputOf, pathsOf, tableOf, textOf, told } from "./read.ts";
import { requestsOf } from "./requests.ts";

/**
 * BeforeTool can refuse a call and has no place for a text. PreCompress runs before every request, whether or not
 * anything is compressed: a process each time for nothing, so it is not among them.
 */
const EVENTS: Readonly<Record<string, HookEventName>> = {
  SessionStart: "session-start",
  BeforeAgent: "prompt",
  BeforeTool: "before-tool",
  AfterTool: "after-tool",
  AfterAgent: "stop",
  SessionEnd: "session-end",
};

/** Words of earlier hooks stand before a person's prompt. */
const INJECTED = /^(?:<hook_context>[\s\S]*?<\/hook_context>\s*)+/;

export const geminiHooks: HookDialect = {
  events: EVENTS,
  folderVariable: "GEMINI_PROJECT_DIR",
  tellsBeforeTools: false,
  startsAfterCompaction: true,
  parse(event, input) {
    const known = told(EVENTS, event, input);
    if (known === null) return null;
    const { name, fields } = known;
    return hookEvent(name, {
      ...known.common,
      prompt: name === "prompt" ? textOf(textOf(fields.prompt)?.replace(INJECTED, "")) : null,
      tool: name === "after-tool" || name === "before-tool" ? toolOf(name, fields) : null,
      requests: name === "before-tool" || name === "after-tool" ? requestsOf(fields) : null,
    });
  },
  render(event, { context, tell, ask, stop }) {
    // It has no way to ask a person from a hook.
    if (stop !== null) return JSON.stringify({ decision: "deny", reason: stop.reason });
    if (event === "AfterAgent" && ask !== null) return JSON.stringify({ decision: "block", reason: ask });
    const speaks = context !== null && ["SessionStart", "BeforeAgent", "AfterTool"].includes(event);
    if (!speaks && tell === null) return "";
    return JSON.stringify({
      ...(tell === null ? {} : { systemMessage: tell }),
      ...(speaks ? { hookSpecificOutput: { hookEventName: event, additionalContext: context } } : {}),
    });
  },
};

const FENCE = /^<untrusted_context>\n|\n<\/untrusted_context>$/g;
/** Written behind the output of a command that ended with anything but 0. */
const EXIT_CODE = /^Exit Code: (\d+)$/m;

function toolOf(event: HookEventName, fields: Fields): HookTool {
  const input = tableOf(fields.tool_input);
  const response = tableOf(fields.tool_response);
  const said = outputOf(response.llmContent) ?? "";
  const error = outputOf(response.error);
  const code = EXIT_CODE.exec(said)?.[1];
  return {
    name: textOf(fields.tool_name) ?? "",
    command: commandOf(input),
    paths: pathsOf(input),
    output: textOf(said.replace(FENCE, "")) ?? error,
    failed: event === "before-tool" ? null : error !== null || (code !== undefined && code !== "0"),
  };
}
