// tools/list as clients receive it: zod's JSON schema without the parts that cost tokens and tell nothing.
import { z } from "zod";
import type { AnyTool } from "../define.ts";

type Json = Record<string, unknown>;

/** Nested below this depth, an output schema only says `object` or `array`: enough to parse, cheap to list. */
const OUTPUT_DEPTH = 1;

export interface ListedTool {
  name: string;
  title: string;
  description: string;
  inputSchema: Json & { type: "object" };
  outputSchema: Json & { type: "object" };
  annotations: Json;
}

export function listTool(name: string, tool: AnyTool): ListedTool {
  return {
    name,
    title: tool.title,
    description: tool.description,
    inputSchema: object(shorten(z.toJSONSchema(inputOf(tool), { io: "input" }), Number.POSITIVE_INFINITY)),
    outputSchema: object(shorten(z.toJSONSchema(outputOf(tool)), OUTPUT_DEPTH)),
    // Codex runs a tool without asking only with these hints; nothing here destroys or leaves the machine.
    annotations: {
      readOnlyHint: tool.effect === "read",
      ...(tool.effect === "write" ? { destructiveHint: false } : {}),
      openWorldHint: false,
    },
  };
}

const PAGE = { page: z.int().min(1).max(1000).optional().describe("page of a long answer") };

/** The arguments a tool takes, with `page` where its answer comes in pages. */
export function inputOf(tool: AnyTool): z.ZodObject {
  return tool.pages ? tool.input.extend(PAGE) : tool.input;
}

function outputOf(tool: AnyTool): z.ZodObject {
  return tool.pages ? tool.output.extend({ next_page: z.int().nullable() }) : tool.output;
}

const object = (schema: Json): Json & { type: "object" } => ({ ...schema, type: "object" });

function shorten(schema: unknown, depth: number): Json {
  if (typeof schema !== "object" || schema === null) return {};
  const { $schema: _, additionalProperties, properties, items, anyOf, ...rest } = schema as Json;
  if (Array.isArray(anyOf)) return shortenUnion(rest, anyOf, depth);
  const short: Json = { ...rest };
  // `false` is what makes arguments strict; in an answer it tells nothing.
  if (additionalProperties === false && depth > OUTPUT_DEPTH) short.additionalProperties = false;
  if (typeof properties === "object" && properties !== null && depth > 0) {
    short.properties = Object.fromEntries(
      Object.entries(properties).map(([key, value]) => [key, shorten(value, depth - 1)]),
    );
  } else delete short.required;
  if (items !== undefined && depth > 0) short.items = shorten(items, depth - 1);
  return short;
}

/** `T | null` becomes a list of types where that says the same. */
function shortenUnion(rest: Json, options: unknown[], depth: number): Json {
  const short = options.map((option) => shorten(option, depth));
  const [first, second] = short;
  if (
    first &&
    second &&
    short.length === 2 &&
    second.type === "null" &&
    typeof first.type === "string" &&
    !first.enum
  ) {
    return { ...rest, ...first, type: [first.type, "null"] };
  }
  return { ...rest, anyOf: short };
}
