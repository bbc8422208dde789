// Speaks the hooks of Cursor, written from its documentation: no test runs it.
import type { ActionRequest } from "../../envelope/action.ts";
import type { HookDialect, HookEventName, HookTool } from "./event.ts";
import {
  commandOf,
  type Fields,
  filesIn,
  firstText,
  hookEvent,
  outputOf,
  pathsOf,
  tableOf,
  textOf,
} from "./read.ts";
import { type ServerTool, startedTool } from "./request-servers.ts";
import { requestsOf } from "./requests.ts";

/**
 * Those that take a text for the model, tell what happened or can stop a call. preToolUse comes before every tool; the
 * three others before its own kind, know more of it, and are there in versions that have no preToolUse.
 */
const EVENTS: Readonly<Record<string, HookEventName>> = {
  sessionStart: "session-start",
  preToolUse: "before-tool",
  beforeShellExecution: "before-tool",
  beforeReadFile: "before-tool",
  beforeMCPExecution: "before-tool",
  postToolUse: "after-tool",
  postToolUseFailure: "after-tool",
  preCompact: "before-compaction",
  stop: "stop",
  sessionEnd: "session-end",
};

export const cursorHooks: HookDialect = {
  events: EVENTS,
  folderVariable: "CURSOR_PROJECT_DIR",
  tellsBeforeTools: false,
  startsAfterCompaction: false,
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
      tool: name === "after-tool" || name === "before-tool" ? toolOf(event, fields) : null,
      requests: name === "before-tool" ? requestsBefore(event, fields) : requestsOf(fields),
      asksLater: event === "preToolUse" && fields.tool_name === "Shell",
      stopActive: typeof fields.loop_count === "number" && fields.loop_count > 0,
      transcript: textOf(fields.transcript_path),
    });
  },
  render(event, { context, ask, stop }) {
    if (stop !== null) {
      // Only there it asks; elsewhere it takes `ask` for a yes.
      const asks = event === "beforeShellExecution" || event === "beforeMCPExecution";
      const permission = asks ? stop.decision : "deny";
      return JSON.stringify({ permission, user_message: stop.reason, agent_message: stop.reason });
    }
    if (event === "stop" && ask !== null) return JSON.stringify({ followup_message: ask });
    if (context === null || !["sessionStart", "postToolUse"].includes(event)) return "";
    return JSON.stringify({ additional_context: context });
  },
};

/** What preToolUse does not stop, and beforeShellExecution and beforeMCPExecution know more of, comes by there once more. */
function requestsBefore(event: string, fields: Fields): readonly ActionRequest[] | null {
  const tool = textOf(fields.tool_name);
  const command = textOf(fields.command);
  switch (event) {
    case "beforeShellExecution":
      if (command === null) return null;
      return [{ kind: "line", line: command, altered: fields.sandbox === false }];
    case "beforeReadFile":
      return readBefore(fields);
    case "beforeMCPExecution":
      return tool === null ? null : requestsFor(startedTool(plainName(tool), command ?? ""));
  }
  if (tool?.startsWith("MCP:")) return requestsFor(startedTool(plainName(tool), null));
  return requestsOf(fields);
}

const plainName = (tool: string): string => tool.replace(/^MCP:/, "");

const requestsFor = ({ own, name }: ServerTool): readonly ActionRequest[] =>
  own ? [] : [{ kind: "tool", name }];

/** The file, and those that a person has put beside it; a rule is the person's own word. */
function readBefore({ file_path, path, attachments }: Fields): readonly ActionRequest[] | null {
  const file = firstText(file_path, path);
  if (file === null) return null;
  const beside = Array.isArray(attachments) ? attachments.map(tableOf) : [];
  const others = beside.filter(({ type }) => type !== "rule").flatMap(filesIn);
  return [file, ...others].map((each) => ({ kind: "read", path: each }));
}

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
