// Reads well-meant arguments as they were meant: JSON sent as text, null for nothing, fields that a client adds to every call.
import * as z from "zod";
import { nearMiss } from "../shared/nearest.ts";

type Schema = z.core.$ZodType;
type Fields = Record<string, unknown>;

/** A field that the schema does not have, with the name that was probably meant. */
export interface UnknownField {
  /** As a path, such as `citations.0.why`. */
  readonly field: string;
  readonly key: string;
  readonly meant: string | null;
}

export interface Meant {
  readonly value: unknown;
  readonly unknown: readonly UnknownField[];
}

/** What the caller meant by `args`. What can't be told is left as it is, for the schema to refuse. */
export function asMeant(schema: z.ZodObject, args: unknown): Meant {
  const unknown: UnknownField[] = [];
  return { value: asObject(schema, args ?? {}, "", unknown), unknown };
}

function read(schema: Schema, value: unknown, at: string, unknown: UnknownField[]): unknown {
  if (schema instanceof z.ZodObject) return asObject(schema, value, at, unknown);
  if (schema instanceof z.ZodArray) return asList(schema.def.element, value, at, unknown);
  if (schema instanceof z.ZodEnum) return asChoice(schema.options, value);
  if (schema instanceof z.ZodNumber) return asNumber(value);
  if (schema instanceof z.ZodBoolean) return asBoolean(value);
  return schema instanceof z.ZodString ? asText(value) : value;
}

/** An optional field without its wrapper; where it has a default, an empty list means the same as none. */
function unwrap(schema: Schema): { inner: Schema; optional: boolean; defaulted: boolean } {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return { ...unwrap(schema.def.innerType), optional: true };
  if (schema instanceof z.ZodDefault)
    return { ...unwrap(schema.def.innerType), optional: true, defaulted: true };
  return { inner: schema, optional: false, defaulted: false };
}

function asObject(schema: z.ZodObject, given: unknown, at: string, unknown: UnknownField[]): unknown {
  const value = parsedIf(given, (parsed) => isFields(parsed));
  if (!isFields(value)) return value;
  const known = Object.keys(schema.shape);
  const taken = Object.entries(value).flatMap(([key, each]): [string, unknown][] => {
    const field = at === "" ? key : `${at}.${key}`;
    if (!Object.hasOwn(schema.shape, key)) {
      unknown.push({ field, key, meant: nearMiss(key, known) });
      return [];
    }
    const { inner, optional, defaulted } = unwrap(schema.shape[key]);
    if (optional && isNothing(each)) return [];
    const meant = read(inner, each, field, unknown);
    return [[key, defaulted && Array.isArray(meant) ? meant.filter((item) => !isNothing(item)) : meant]];
  });
  return Object.fromEntries(taken);
}

/** A single value for a list becomes a list of one. */
function asList(element: Schema, given: unknown, at: string, unknown: UnknownField[]): unknown {
  const { inner } = unwrap(element);
  const value = parsedIf(given, (parsed) => Array.isArray(parsed) || isFields(parsed) === isObject(inner));
  const wanted = isObject(inner) ? isFields(value) : typeof value === "string" || typeof value === "number";
  const list = Array.isArray(value) ? value : wanted ? [value] : null;
  if (list === null) return value;
  return list.map((each, index) => read(inner, each, `${at}.${index}`, unknown));
}

/** Text that is JSON of the wanted shape, parsed; JSON inside JSON text too. */
function parsedIf(value: unknown, fits: (parsed: unknown) => boolean): unknown {
  if (typeof value !== "string" || !/^\s*["[{]/.test(value)) return value;
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === "string") return parsedIf(parsed, fits);
    return fits(parsed) ? parsed : value;
  } catch {
    return value;
  }
}

/** `High` and `hand-off` are spellings of `high` and `hand_off`. */
function asChoice(options: readonly (string | number)[], value: unknown): unknown {
  if (typeof value !== "string" || options.includes(value)) return value;
  const plain = (text: string | number): string =>
    String(text)
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, "_");
  return options.find((option) => plain(option) === plain(value)) ?? value;
}

const asNumber = (value: unknown): unknown =>
  typeof value === "string" && /^\s*[+-]?\d{1,15}(?:\.\d{1,15})?\s*$/.test(value) ? Number(value) : value;

function asBoolean(value: unknown): unknown {
  const word = typeof value === "string" ? value.trim().toLowerCase() : "";
  return word === "true" || word === "false" ? word === "true" : value;
}

/** An id of digits alone may come as a number, and several lines as a list. */
function asText(value: unknown): unknown {
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  const lines = Array.isArray(value) && value.length > 0 && value.every((line) => typeof line === "string");
  return lines ? value.join("\n") : value;
}

const isObject = (schema: Schema): boolean => schema instanceof z.ZodObject;
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
/** White space alone is text, which the field's own rules judge. */
const isNothing = (value: unknown): boolean => value === null || value === "";
