// The streaming Chat Completions API, which OpenCode speaks through its adapter for compatible servers.
import { z } from "zod";
import { type Move, type OfferedTool, type Protocol, serverSentData } from "./protocol.ts";

const Text = z.union([z.string(), z.null(), z.array(z.object({ text: z.string().optional() }))]);
const Body = z.object({
  messages: z.array(z.object({ role: z.string(), content: Text.optional() })),
  tools: z
    .array(z.object({ function: z.object({ name: z.string(), description: z.string().default("") }) }))
    .default([]),
});

/** OpenCode joins server and tool by one underscore, Copilot CLI by a hyphen, so only a known server can be told apart. */
const MCP_NAME = /^(agentops)([_-])(.+)$/;

export const chatCompletions: Protocol = {
  asksForMove: (path) => path === "/v1/chat/completions",
  answerAside: () => undefined,
  readRequest(body) {
    const { messages, tools } = Body.parse(body);
    const results = messages.filter(({ role }) => role === "tool");
    const spoken = messages.filter(({ role }) => role !== "tool");
    return {
      tools: tools.map(({ function: { name, description } }) => ({ ...splitName(name), description })),
      context: spoken.map(({ content }) => plainText(content)).join("\n"),
      toolResults: results.map(({ content }) => plainText(content)),
      saidSoFar: spoken.filter(({ role, content }) => role === "assistant" && plainText(content) !== "")
        .length,
    };
  },
  writeMove(move) {
    const chunk = (delta: object, finish: string | null) => ({
      id: "chatcmpl-scripted",
      object: "chat.completion.chunk",
      created: 0,
      model: "scripted",
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
    const events = [
      chunk({ role: "assistant", ...said(move) }, null),
      chunk({}, "say" in move ? "stop" : "tool_calls"),
    ];
    return `${serverSentData(events)}data: [DONE]\n\n`;
  },
};

function splitName(name: string): Pick<OfferedTool, "server" | "name" | "joint"> {
  const [, server = null, joint, tool = name] = MCP_NAME.exec(name) ?? [];
  return { server, name: tool, ...(joint === undefined ? {} : { joint }) };
}

function said(move: Move): object {
  if ("say" in move) return { content: move.say };
  const { tool, callId } = move;
  const name = tool.server === null ? tool.name : `${tool.server}${tool.joint ?? "_"}${tool.name}`;
  const call = { name, arguments: JSON.stringify(move.arguments) };
  return { tool_calls: [{ index: 0, id: callId, type: "function", function: call }] };
}

function plainText(text: z.output<typeof Text> | undefined): string {
  if (typeof text === "string") return text;
  return (text ?? []).flatMap((part) => part.text ?? []).join("\n");
}
