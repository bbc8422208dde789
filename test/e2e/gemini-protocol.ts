// The streaming Gemini API, which Gemini CLI speaks.
import { z } from "zod";
import { type Move, type OfferedTool, type Protocol, serverSentData } from "./protocol.ts";

const Part = z.object({
  text: z.string().optional(),
  functionResponse: z.object({ response: z.record(z.string(), z.unknown()) }).optional(),
});
const Content = z.object({ role: z.string().optional(), parts: z.array(Part).default([]) });
const Body = z.object({
  systemInstruction: Content.optional(),
  contents: z.array(Content),
  tools: z
    .array(
      z.object({
        functionDeclarations: z
          .array(z.object({ name: z.string(), description: z.string().default("") }))
          .default([]),
      }),
    )
    .default([]),
});

/** Gemini CLI joins server and tool by one underscore, so that only a known server can be told apart. */
const MCP_NAME = /^mcp_(agentops)_(.+)$/;

export const geminiContent: Protocol = {
  asksForMove: (path) => path.endsWith(":streamGenerateContent"),
  answerAside(path) {
    if (path.endsWith(":countTokens")) return { totalTokens: 1 };
    return path.endsWith(":generateContent") ? answer({ say: "ok" }) : undefined;
  },
  readRequest(body) {
    const { systemInstruction, contents, tools } = Body.parse(body);
    const parts = contents.flatMap((content) => content.parts);
    const declared = tools.flatMap(({ functionDeclarations }) => functionDeclarations);
    return {
      tools: declared.map(({ name, description }) => ({ ...splitName(name), description })),
      context: [...(systemInstruction?.parts ?? []), ...parts].flatMap(({ text }) => text ?? []).join("\n"),
      toolResults: parts.flatMap(({ functionResponse }) =>
        functionResponse ? [plainText(functionResponse.response)] : [],
      ),
      saidSoFar: contents
        .filter((content) => content.role === "model")
        .flatMap((content) => content.parts.filter(({ text }) => text)).length,
    };
  },
  writeMove: (move) => serverSentData([answer(move)]),
};

function splitName(name: string): Pick<OfferedTool, "server" | "name"> {
  const match = MCP_NAME.exec(name);
  return { server: match?.[1] ?? null, name: match?.[2] ?? name };
}

const fullName = ({ server, name }: OfferedTool): string =>
  server === null ? name : `mcp_${server}_${name}`;

function answer(move: Move): object {
  const part =
    "say" in move
      ? { text: move.say }
      : { functionCall: { name: fullName(move.tool), args: move.arguments } };
  return {
    candidates: [{ index: 0, content: { role: "model", parts: [part] }, finishReason: "STOP" }],
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
  };
}

function plainText({ output, error }: Record<string, unknown>): string {
  return [output, error].filter((text) => typeof text === "string").join("\n");
}
