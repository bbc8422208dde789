// The streaming Messages API, which Claude Code speaks.
import { z } from "zod";
import { eventStream, type Move, type Protocol, type StreamEvent, splitToolName } from "./protocol.ts";

const Text = z.union([z.string(), z.array(z.object({ text: z.string().optional() }))]);
const Block = z.object({ type: z.string(), text: z.string().optional(), content: Text.optional() });
const Body = z.object({
  system: Text.optional(),
  messages: z.array(z.object({ role: z.string(), content: z.union([z.string(), z.array(Block)]) })),
  tools: z.array(z.object({ name: z.string(), description: z.string().default("") })).default([]),
});

export const anthropicMessages: Protocol = {
  asksForMove: (path) => path === "/v1/messages",
  answerAside: (path) => (path === "/v1/messages/count_tokens" ? { input_tokens: 1 } : undefined),
  readRequest(body) {
    const { system, messages, tools } = Body.parse(body);
    const blocks = messages.flatMap(({ role, content }) =>
      (typeof content === "string" ? [{ type: "text", text: content, content: undefined }] : content).map(
        (block) => ({ ...block, role }),
      ),
    );
    const spoken = blocks.flatMap(({ text }) => text ?? []);
    return {
      tools: tools.map(({ name, description }) => ({ ...splitToolName(name), description })),
      context: [plainText(system), ...spoken].join("\n"),
      toolResults: blocks
        .filter(({ type }) => type === "tool_result")
        .map(({ content }) => plainText(content)),
      saidSoFar: blocks.filter(({ role, type }) => role === "assistant" && type === "text").length,
    };
  },
  writeMove(move) {
    const message = {
      id: "msg_scripted",
      type: "message",
      role: "assistant",
      model: "scripted",
      content: [],
    };
    const usage = { input_tokens: 1, output_tokens: 1 };
    const stop = "say" in move ? "end_turn" : "tool_use";
    return eventStream([
      { type: "message_start", message: { ...message, stop_reason: null, stop_sequence: null, usage } },
      ...contentBlock(move),
      { type: "content_block_stop", index: 0 },
      { type: "message_delta", delta: { stop_reason: stop, stop_sequence: null }, usage },
      { type: "message_stop" },
    ]);
  },
};

function contentBlock(move: Move): StreamEvent[] {
  const [start, delta] =
    "say" in move
      ? [
          { type: "text", text: "" },
          { type: "text_delta", text: move.say },
        ]
      : [
          {
            type: "tool_use",
            id: move.callId,
            name: move.tool.server === null ? move.tool.name : `mcp__${move.tool.server}__${move.tool.name}`,
            input: {},
          },
          { type: "input_json_delta", partial_json: JSON.stringify(move.arguments) },
        ];
  return [
    { type: "content_block_start", index: 0, content_block: start },
    { type: "content_block_delta", index: 0, delta },
  ];
}

function plainText(text: z.output<typeof Text> | undefined): string {
  if (typeof text === "string") return text;
  return (text ?? []).flatMap((block) => block.text ?? []).join("\n");
}
