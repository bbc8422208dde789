// Writes tools/list as clients receive it: zod's JSON schema without what costs tokens and tells nothing.
import * as z from "zod";
import type { AnyTool, ListedSchema, ListedTool } from "../api/define.ts";
import { inputOf } from "./arguments.ts";

type Json = Record<string, unknown>;

/**
 * Claude Code shows its model only the names of most tools until it searches for them; with this, the tool is there from
 * the first request. Other clients ignore it.
 */
const ALWAYS_LOADED = { "anthropic/alwaysLoad": true };

/** `layers`: the names of the layers, where there are several. */
export function listTool(name: string, tool: AnyTool, layers: readonly string[] = []): ListedTool {
  return {
    name,
    title: tool.title,
    description: tool.description,
    inputSchema: object(listInput(z.toJSONSchema(withLayers(tool, layers), { io: "input" }))),
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

function withLayers(tool: AnyTool, layers: readonly string[]): z.ZodObject {
  const input = inputOf(tool);
  if (tool.choosesLayer !== true) return input;
  return layers.length > 0 ? input.extend({ layer: z.enum(layers).optional() }) : input.omit({ layer: true });
}

function outputOf(tool: AnyTool): z.ZodObject {
  return tool.pages ? tool.output.extend({ next_page: z.int().nullable() }) : tool.output;
}

const object = (schema: Json): ListedSchema => ({ ...schema, type: "object" });

const LONGEST_NAME = 64;
const SHORT_TEXT = 160;
const LONGEST_TEXT = 2000;
const LONG_LIST = 10;

/** Leaves out keywords that no client needs, as the server checks them itself and says what is wrong. */
function isWorthListing(key: string, value: unknown): boolean {
  if (/^(?:\$schema|minLength|minItems|pattern|propertyNames)$/.test(key)) return false;
  // False and the empty list are what everybody expects of a field that is not sent.
  if (key === "default") return !Array.isArray(value) && value !== false;
  // Nobody writes longer names or texts by mistake, and each number costs tokens in every session.
  if (key === "maxLength") return Number(value) > LONGEST_NAME && Number(value) <= LONGEST_TEXT;
  if (key === "maxItems") return Number(value) <= LONG_LIST;
  // The description says that a number is a count or a share; zod adds the bounds of safe integers where none were given.
  return !/^(?:min|max)imum$/.test(key) || (Number(value) > 1 && Number(value) < Number.MAX_SAFE_INTEGER);
}

/** An input schema: every field with its type, bounds and description; that it is strict is said once at the top. */
function listInput(schema: unknown): Json {
  return { ...listField(schema, true), additionalProperties: false };
}

/** Lists the length of a text only where it is short or required; for others the error tells what is too long. */
function listField(schema: unknown, isRequired: boolean): Json {
  if (typeof schema !== "object" || schema === null) return {};
  const listed = Object.entries(schema).filter(
    ([key, value]) =>
      isWorthListing(key, value) && (isRequired || key !== "maxLength" || Number(value) <= SHORT_TEXT),
  );
  const { properties, items, additionalProperties: _, ...rest }: Json = Object.fromEntries(listed);
  const required: unknown[] = isRequired && Array.isArray(rest.required) ? rest.required : [];
  return {
    ...rest,
    ...mapFields(properties, (field, name) => listField(field, required.includes(name))),
    ...(items === undefined ? {} : { items: listField(items, false) }),
  };
}

/**
 * An output schema: the fields that always have a value, with their types, one level deep. The answer itself shows which
 * others exist; listing two types for each would cost every session half as much again.
 */
function listOutput(schema: unknown): Json {
  const { properties } = schema as Json;
  return mapFields(properties, (field) => {
    const { type } = field as Json;
    return typeof type === "string" ? { type } : null;
  });
}

/** Leaves out a field for which `list` returns null. */
function mapFields(properties: unknown, list: (field: unknown, name: string) => Json | null): Json {
  if (typeof properties !== "object" || properties === null) return {};
  return {
    properties: Object.fromEntries(
      Object.entries(properties).flatMap(([name, field]) => {
        const listed = list(field, name);
        return listed === null ? [] : [[name, listed]];
      }),
    ),
  };
}
