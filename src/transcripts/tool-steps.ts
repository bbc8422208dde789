// Reads what was run and edited from the session lines of Gemini CLI (0.61.0), Copilot CLI (1.0.102) and OpenCode (1.18.33).
import type { SessionStep } from "../lessons/from-transcript.ts";
import { commandOf, type Fields, outputOf, pathsOf, tableOf, textOf } from "../runtimes/hooks/read.ts";
import { boundedCommand, createPending } from "./pending.ts";

/** Their names for tools that change files. */
const EDITS = /^(?:write|write_file|replace|edit|multiedit|patch|apply_patch|create|str_replace\w*|insert)$/i;

interface Done {
  readonly tool: string;
  readonly input: Fields;
  readonly output: string;
  readonly failed: boolean;
}

function stepOf({ tool, input, output, failed }: Done): SessionStep[] {
  const command = commandOf(input);
  if (command !== null) return [{ did: "ran", command: boundedCommand(command), output, failed }];
  const paths = EDITS.test(tool) && !failed ? pathsOf(input) : [];
  return paths.length === 0 ? [] : [{ did: "edited", paths }];
}

/** A message is written again whenever it grows. */
export function createGeminiSteps(): (message: Fields) => SessionStep[] {
  const told = new Set<string>();
  return ({ toolCalls }) =>
    (Array.isArray(toolCalls) ? toolCalls : []).flatMap((call: unknown) => {
      const { id, name, args, status, result, resultDisplay } = tableOf(call);
      if (typeof id !== "string" || told.has(id) || (status !== "success" && status !== "error")) return [];
      told.add(id);
      const whole = outputOf(result) ?? "";
      return stepOf({
        tool: textOf(name) ?? "",
        input: tableOf(args),
        output: textOf(resultDisplay) ?? whole,
        failed: status === "error" || /^Exit Code: [1-9-]/m.test(whole),
      });
    });
}

/** What stands below the output of a shell. */
const SHELL_END = /\n?<shellId: [^>\n]{1,80}>\s*$/;

export function createCopilotSteps(): (line: Fields) => SessionStep[] {
  const calls = createPending<Pick<Done, "tool" | "input">>();
  return ({ type, data }) => {
    const {
      toolCallId,
      toolName,
      arguments: input,
      success,
      result,
      shellExecution,
      ...rest
    } = tableOf(data);
    const id = textOf(toolCallId) ?? "";
    if (textOf(rest.parentToolCallId)) return [];
    if (type === "tool.execution_start")
      calls.put(id, { tool: textOf(toolName) ?? "", input: tableOf(input) });
    const call = type === "tool.execution_complete" ? calls.take(id) : null;
    if (call === null) return [];
    const { exitCode } = tableOf(shellExecution);
    const output = (outputOf(tableOf(result).content) ?? "").replace(SHELL_END, "");
    return stepOf({
      ...call,
      output,
      failed: success === false || (exitCode !== undefined && exitCode !== 0),
    });
  };
}

/** One line is a part of a message. */
export function openCodeSteps({ type, tool, state }: Fields): SessionStep[] {
  const { status, input, output, error, metadata } = tableOf(state);
  if (type !== "tool" || (status !== "completed" && status !== "error")) return [];
  const { exit } = tableOf(metadata);
  return stepOf({
    tool: textOf(tool) ?? "",
    input: tableOf(input),
    output: textOf(output) ?? textOf(error) ?? "",
    failed: status === "error" || (typeof exit === "number" && exit !== 0),
  });
}
