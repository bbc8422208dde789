// Reads from a line of a runtime's session file what was said there, as seen with the versions that each reader names.
import type { SessionStep } from "../lessons/from-transcript.ts";
import { type Fields, outputOf, tableOf, textOf } from "../runtimes/hooks/read.ts";
import { createClaudeReader } from "./claude.ts";
import { createCodexReader } from "./codex.ts";
import { createCopilotSteps, createGeminiSteps, openCodeSteps } from "./tool-steps.ts";

export interface Said {
  readonly by: "user" | "agent";
  readonly text: string;
  /** As the runtime writes it; empty where it tells no time. */
  readonly at: string;
}

/** Reads one file's lines in their order. */
export interface TalkReader {
  /** Where the session worked, on lines that tell. */
  folder(line: Fields): string | null;
  said(line: Fields): readonly Said[];
  steps(line: Fields): readonly SessionStep[];
  /** True for a session that another one has started. */
  isDelegated(line: Fields): boolean;
}

export const RUNTIMES_WITH_SESSIONS = [
  "claude-code",
  "codex",
  "gemini-cli",
  "copilot-cli",
  "opencode",
] as const;
export type SessionRuntime = (typeof RUNTIMES_WITH_SESSIONS)[number];

export const TALK_READERS: Readonly<Record<SessionRuntime, () => TalkReader>> = {
  "claude-code": claude,
  codex,
  "gemini-cli": gemini,
  "copilot-cli": copilot,
  opencode,
};

/** What stands in a message as text; pictures, thoughts and calls of tools do not. */
function textIn(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .flatMap((part) => {
      const { type, text } = tableOf(part);
      return [undefined, "text", "input_text", "output_text"].includes(type as string)
        ? (textOf(text) ?? [])
        : [];
    })
    .join("\n");
}

const say = (by: Said["by"], content: unknown, at: unknown): Said[] => {
  const text = textIn(content);
  return text.trim() === "" ? [] : [{ by, text, at: textOf(at) ?? "" }];
};

/** Claude Code 2.1.197. */
function claude(): TalkReader {
  const reader = createClaudeReader();
  return {
    folder: reader.folder,
    steps: (line) => (line.isSidechain === true ? [] : reader.steps(line)),
    isDelegated: () => false,
    said(line) {
      const { type, message, isSidechain, isMeta, isCompactSummary, isApiErrorMessage, timestamp } = line;
      if ([isSidechain, isMeta, isCompactSummary, isApiErrorMessage].includes(true)) return [];
      if (type !== "user" && type !== "assistant") return [];
      return say(type === "user" ? "user" : "agent", tableOf(message).content, timestamp);
    },
  };
}

/** Codex 0.169.0. */
function codex(): TalkReader {
  const reader = createCodexReader();
  return {
    folder: ({ type, payload }) => (type === "session_meta" ? textOf(tableOf(payload).cwd) : null),
    steps: reader.steps,
    isDelegated: ({ type, payload }) =>
      type === "session_meta" && tableOf(tableOf(payload).source).subagent !== undefined,
    said({ type, payload, timestamp }) {
      const { type: kind, role, content } = tableOf(payload);
      if (type !== "response_item" || kind !== "message") return [];
      if (role !== "user" && role !== "assistant") return [];
      return say(role === "user" ? "user" : "agent", content, timestamp);
    },
  };
}

/** Gemini CLI 0.61.0: a line for each message, or the first ones together in one; older versions one object for all. */
function gemini(): TalkReader {
  const heard = new Set<string>();
  const stepsOf = createGeminiSteps();
  const messagesIn = (line: Fields): readonly unknown[] =>
    [line.messages, tableOf(line.$set).messages].find(Array.isArray) ?? [line];
  return {
    folder: () => null,
    steps: (line) => messagesIn(line).flatMap((each) => stepsOf(tableOf(each))),
    isDelegated: ({ kind }) => kind === "subagent",
    said(line) {
      return messagesIn(line).flatMap((each) => {
        const { type, content, timestamp, ...others } = tableOf(each);
        const id = textIn(content).trim() === "" ? null : textOf(others.id);
        if ((type !== "user" && type !== "gemini") || (id !== null && heard.has(id))) return [];
        if (id !== null) heard.add(id);
        return say(type === "user" ? "user" : "agent", content, timestamp);
      });
    },
  };
}

/** Copilot CLI 1.0.102. */
function copilot(): TalkReader {
  return {
    folder: ({ type, data }) =>
      type === "session.start" ? textOf(tableOf(tableOf(data).context).cwd) : null,
    steps: createCopilotSteps(),
    isDelegated: () => false,
    said({ type, data, timestamp }) {
      const { content, parentToolCallId } = tableOf(data);
      if (type !== "user.message" && type !== "assistant.message") return [];
      if (textOf(parentToolCallId)) return [];
      return say(type === "user.message" ? "user" : "agent", outputOf(content), timestamp);
    },
  };
}

/** OpenCode 1.18.33, of which a line is a part of a message. What it puts into a turn itself is marked as made up. */
function opencode(): TalkReader {
  return {
    folder: () => null,
    steps: openCodeSteps,
    isDelegated: () => false,
    said({ type, role, text, synthetic, ignored, timestamp }) {
      if (type !== "text" || synthetic === true || ignored === true) return [];
      if (role !== "user" && role !== "assistant") return [];
      return say(role === "user" ? "user" : "agent", text, timestamp);
    },
  };
}
