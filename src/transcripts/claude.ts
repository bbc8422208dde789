// Reads session files of Claude Code (`~/.claude/projects/<project>/<session>.jsonl`), seen with 2.1.197.
import type { SessionStep } from "../lessons/from-transcript.ts";
import { commandOf, type Fields, outputOf, pathsOf, tableOf, textOf } from "../runtimes/hooks/read.ts";
import type { TranscriptReader } from "./format.ts";
import { boundedCommand, createPending } from "./pending.ts";

/** Arguments of the tools that change files; reading ones name a path too. */
const CHANGES = ["old_string", "new_string", "content", "edits", "new_source"];

/** What stands before the output of a command that failed, or alone where there was none. */
const EXIT = /^Exit code \d+(?:\n|$)/;

interface Call {
  readonly command: string | null;
  /** Empty where it changes no file. */
  readonly paths: readonly string[];
}

export function createClaudeReader(): TranscriptReader {
  const calls = createPending<Call>();

  function stepOf(part: Fields): SessionStep[] {
    if (part.type === "tool_use") {
      calls.put(textOf(part.id) ?? "", callOf(tableOf(part.input)));
      return [];
    }
    const call = part.type === "tool_result" ? calls.take(textOf(part.tool_use_id) ?? "") : null;
    if (call === null) return [];
    const { command, paths } = call;
    const failed = part.is_error === true;
    const output = (outputOf(part.content) ?? "").replace(EXIT, "");
    if (command !== null) return [{ did: "ran", command, output, failed }];
    return failed || paths.length === 0 ? [] : [{ did: "edited", paths }];
  }

  return {
    marks: ['"tool_use"', '"tool_result"'],
    isOwn: ({ type, message }) =>
      (type === "user" || type === "assistant") && tableOf(message).role !== undefined,
    folder: ({ cwd }) => textOf(cwd),
    steps({ message }) {
      const { content } = tableOf(message);
      return Array.isArray(content) ? content.flatMap((part) => stepOf(tableOf(part))) : [];
    },
  };
}

function callOf(input: Fields): Call {
  const command = commandOf(input);
  const changes = CHANGES.some((field) => input[field] !== undefined);
  return { command: command && boundedCommand(command), paths: changes ? pathsOf(input) : [] };
}
