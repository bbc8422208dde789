// The streaming Responses API, which Codex speaks. The tools of an MCP server come as one namespace.
import { z } from "zod";
import { eventStream, type Move, type Protocol, splitToolName } from "./protocol.ts";

const Text = z.union([z.string(), z.array(z.object({ text: z.string().optional() }))]);
const Tool = z.object({
  type: z.string(),
  name: z.string().default(""),
  description: z.string().default(""),
});
const Body = z.object({
  instructions: z.string().default(""),
  input: z.array(
    z.object({
      type: z.string(),
      role: z.string().optional(),
      content: Text.optional(),
      output: Text.optional(),
    }),
  ),
  tools: z.array(Tool.extend({ tools: z.array(Tool).optional() })).default([]),
});

export const openaiResponses: Protocol = {
  asksForMove: (path) => path === "/v1/responses",
  answerAside: () => undefined,
  readRequest(body) {
    const { instructions, input, tools } = Body.parse(body);
    const namespaces = tools.filter(({ tools: members }) => members !== undefined);
    const messages = input.filter(({ type }) => type === "message").map(({ content }) => plainText(content));
    const results = input.filter(({ type }) => /^(function|custom_tool)_call_output$/.test(type));
    return {
      tools: tools.flatMap(offeredTools),
      // Codex shows a server's instructions as the description of its namespace.
      context: [instructions, ...namespaces.map(({ description }) => description), ...messages].join("\n"),
      toolResults: results.map(({ output }) => plainText(output)),
      saidSoFar: input.filter(({ type, role }) => type === "message" && role === "assistant").length,
    };
  },
  writeMove(move) {
    const usage = {
      input_tokens: 1,
      input_tokens_details: null,
      output_tokens: 1,
      output_tokens_details: null,
    };
    return eventStream([
      { type: "response.created", response: { id: "resp_scripted" } },
      { type: "response.output_item.done", output_index: 0, item: outputItem(move) },
      { type: "response.completed", response: { id: "resp_scripted", usage: { ...usage, total_tokens: 2 } } },
    ]);
  },
};

function offeredTools(tool: z.output<typeof Body>["tools"][number]) {
  if (tool.tools === undefined) return [{ server: null, name: tool.name, description: tool.description }];
  return tool.tools.map(({ name, description }) => ({
    ...splitToolName(`${tool.name}__${name}`),
    description,
  }));
}

function outputItem(move: Move) {
  if ("say" in move) {
    return {
      type: "message",
      id: "msg_scripted",
      role: "assistant",
      content: [{ type: "output_text", text: move.say }],
    };
  }
  // A tool that takes one text instead of arguments.
  if (move.tool.server === null && typeof move.arguments.input === "string") {
    const { input } = move.arguments;
    const id = { id: `ctc_${move.callId}`, call_id: move.callId };
    return { type: "custom_tool_call", ...id, name: move.tool.name, input };
  }
  return {
    type: "function_call",
    id: `fc_${move.callId}`,
    call_id: move.callId,
    ...(move.tool.server === null ? {} : { namespace: `mcp__${move.tool.server}` }),
    name: move.tool.name,
    arguments: JSON.stringify(move.arguments),
  };
}

function plainText(text: z.output<typeof Text> | undefined): string {
  if (typeof text === "string") return text;
  return (text ?? []).flatMap((part) => part.text ?? []).join("\n");
}
