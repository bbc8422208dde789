// Reads session files of Codex (`$CODEX_HOME/sessions/<date>/rollout-*.jsonl`), seen with 0.169.0, and older tool names.
import type { SessionStep } from "../lessons/from-transcript.ts";
import { type Fields, outputOf, pathsOf, tableOf, textOf } from "../runtimes/hooks/read.ts";
import type { TranscriptReader } from "./format.ts";
import { boundedCommand, createPending } from "./pending.ts";

type Call = { readonly command: string } | { readonly paths: readonly string[] };

const CALLS = new Set(["function_call", "custom_tool_call", "local_shell_call"]);
const ANSWERS = new Set(["function_call_output", "custom_tool_call_output"]);
const EXIT = /(?:^Process exited with code |^Exit code: |"exit_code": ?)(-?\d+)/m;

export function createCodexReader(): TranscriptReader {
  const calls = createPending<Call>();

  function stepOf(item: Fields): SessionStep[] {
    const id = textOf(item.call_id) ?? "";
    const type = textOf(item.type) ?? "";
    if (CALLS.has(type)) {
      const call = callOf(item);
      if (call !== null) calls.put(id, call);
      return [];
    }
    const call = ANSWERS.has(type) ? calls.take(id) : null;
    if (call === null) return [];
    const output = outputOf(item.output) ?? "";
    const code = EXIT.exec(output)?.[1];
    if ("paths" in call)
      return code === undefined || code === "0" ? [{ did: "edited", paths: call.paths }] : [];
    // Without an exit code it is still running.
    return code === undefined ? [] : [{ did: "ran", ...call, output: printed(output), failed: code !== "0" }];
  }

  return {
    marks: ['"function_call', '"custom_tool_call', '"local_shell_call', '"session_meta"', '"turn_context"'],
    isOwn: ({ type, payload }) =>
      (type === "response_item" || type === "session_meta") && payload !== undefined,
    folder: ({ payload }) => textOf(tableOf(payload).cwd),
    steps: ({ type, payload }) => (type === "response_item" ? stepOf(tableOf(payload)) : []),
  };
}

/** Null for a tool that neither runs a command nor edits a file. */
function callOf(item: Fields): Call | null {
  const input = item.type === "function_call" ? tableOf(parsed(item.arguments)) : item;
  const { cmd, command } = { ...tableOf(input.action), ...input };
  const line = textOf(cmd) ?? textOf(command) ?? lineOf(command);
  const paths = pathsOf({ ...input, command: line });
  if (paths.length > 0) return { paths };
  return line === null ? null : { command: boundedCommand(line) };
}

/** Of an argv the line that its shell was given, else its words. */
function lineOf(argv: unknown): string | null {
  if (!Array.isArray(argv) || !argv.every((word) => typeof word === "string")) return null;
  const [, flag, line] = argv;
  return typeof flag === "string" && /^-l?c$/.test(flag) && line !== undefined ? line : argv.join(" ");
}

/** Without the lines that Codex puts before what the command printed. */
function printed(output: string): string {
  const older = tableOf(parsed(output));
  return textOf(older.output) ?? output.replace(/^[\s\S]{0,400}?^Output:\n/m, "");
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
