// Writes tools/list as clients receive it: zod's JSON schema without the parts that cost tokens and tell nothing.
import * as z from "zod";
import type { AnyTool, ListedSchema, ListedTool } from "../api/define.ts";
import { inputOf } from "./arguments.ts";

type Json = Record<string, unknown>;

/**
 * Claude Code shows its model only the names of most tools until it searches for them; with this, the tool is there from
 * the first request. Other clients ignore it.
 */
const ALWAYS_LOADED = { "anthropic/alwaysLoad": true };

export function listTool(name: string, tool: AnyTool): ListedTool {
  return {
    name,
    description: tool.description,
    inputSchema: object(listInput(z.toJSONSchema(inputOf(tool), { io: "input" }))),
    outputSchema: object(listOutput(z.toJSONSchema(outputOf(tool)))),
    // Codex runs a tool without asking only with these hints; nothing here destroys or leaves the machine.
    annotations: {
      readOnlyHint: tool.effect === "read",
      ...(tool.effect === "write" ? { destructiveHint: false } : {}),
      openWorldHint: false,
    },
    ...(tool.alwaysLoad === true ? { _meta: ALWAYS_LOADED } : {}),
  };
}

function outputOf(tool: AnyTool): z.ZodObject {
  return tool.pages ? tool.output.extend({ next_page: z.int().nullable() }) : tool.output;
}

const object = (schema: Json): ListedSchema => ({ ...schema, type: "object" });

const LONGEST_NAME = 64;

/** Keywords of no use to a client: the server checks them itself, and tells in words what is wrong. */
function isWorthListing(key: string, value: unknown): boolean {
  if (key === "$schema" || key === "minLength" || key === "minItems" || key === "pattern") return false;
  // An option that nobody sends is off, and a list empty, without a word.
  if (key === "default") return !Array.isArray(value) && value !== false;
  // Nobody writes an id or a short name that long, and each number costs tokens in every session.
  if (key === "maxLength") return Number(value) > LONGEST_NAME;
  // zod writes the bounds of safe integers where none were given.
  return !(key === "minimum" || key === "maximum") || Math.abs(Number(value)) < Number.MAX_SAFE_INTEGER;
}

/** An input schema: every field, its type, its bounds and its description; that it is strict, once at the top. */
function listInput(schema: unknown): Json {
  return { ...listField(schema), additionalProperties: false };
}

function listField(schema: unknown): Json {
  if (typeof schema !== "object" || schema === null) return {};
  const listed = Object.entries(schema).filter(([key, value]) => isWorthListing(key, value));
  const { properties, items, additionalProperties: _, ...rest }: Json = Object.fromEntries(listed);
  return {
    ...rest,
    ...mapFields(properties, listField),
    ...(items === undefined ? {} : { items: listField(items) }),
  };
}

/** An output schema: its fields, and the types of those that are no text and no list; `T | null` is left open. */
function listOutput(schema: unknown): Json {
  const { properties } = schema as Json;
  return mapFields(properties, (field) => {
    const { type } = field as Json;
    return typeof type !== "string" || type === "string" || type === "array" ? {} : { type };
  });
}

function mapFields(properties: unknown, list: (field: unknown) => Json): Json {
  if (typeof properties !== "object" || properties === null) return {};
  return {
    properties: Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, list(field)])),
  };
}
