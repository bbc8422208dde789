// Validates a call's arguments, with errors that say which field, why, and what to send instead.
import * as z from "zod";
import type { AnyTool, Example } from "../api/define.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { didYouMean } from "../shared/nearest.ts";
import { findSecret } from "../shared/text/secrets.ts";
import { asMeant, type UnknownField } from "./forgiving.ts";

type Issue = z.core.$ZodIssue;

/** What is wrong with one field and what to send instead; never repeats a value, which may be long or secret. */
interface Fault {
  readonly problem: string;
  readonly fix: string;
}

interface CallArguments {
  readonly args: Record<string, unknown>;
  /** Names of fields that the tool does not have and that resemble none of its own. */
  readonly ignored: readonly string[];
}

/** Errors and ignored fields that an answer names. */
const NAMED = 5;
/** In characters: a client that adds a field to every call uses a shorter name. */
const LONGEST_NAME = 100;
/** Characters of one text in the call that an error shows. */
const SHOWN = 60;
/** Stands for an id that an example takes from an earlier call. */
const SOME_ID = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

const PAGE = { page: z.int().min(1).max(1000).optional().describe("page of a long answer") };

/** The arguments a tool takes, with `page` where its answer comes in pages. */
export function inputOf(tool: AnyTool): z.ZodObject {
  return tool.pages ? tool.input.extend(PAGE) : tool.input;
}

/**
 * The arguments of a call as they were meant. Throws INVALID_ARGUMENT, which names each wrong field and shows a correct
 * call.
 */
export function takeArguments(name: string, tool: AnyTool, given: unknown): CallArguments {
  refuseBroken(given);
  const schema = inputOf(tool);
  const { value, unknown } = asMeant(schema, given);
  const mistaken = unknown.filter(({ key, meant }) => meant !== null || key.length > LONGEST_NAME);
  const parsed = schema.safeParse(value);
  if (parsed.success && mistaken.length === 0)
    return { args: parsed.data, ignored: unknown.slice(0, NAMED).map(shownName) };
  // A call that lacks a field may have sent it under another name.
  const lacking = parsed.error?.issues.some(({ code }) => code === "invalid_type") ?? false;
  const known = Object.keys(schema.shape);
  const faults = [
    ...(lacking ? unknown : mistaken).map((field) => describeUnknown(field, known)),
    ...onceEach(parsed.error?.issues ?? []).map((issue) => describe(issue, known)),
  ];
  throw refusal(faults, rightCall(name, tool.examples));
}

/** Parses strictly or throws INVALID_ARGUMENT, for what a person types; `named` is what that person calls a field. */
export function parseArguments<S extends z.ZodObject>(
  schema: S,
  args: unknown,
  named: Named = asItIs,
): z.output<S> {
  refuseBroken(args);
  const parsed = schema.safeParse(args ?? {});
  if (parsed.success) return parsed.data;
  const known = Object.keys(schema.shape);
  throw refusal(onceEach(parsed.error.issues).map((issue) => describe(issue, known, named)));
}

type Named = (field: string) => string;
const asItIs: Named = (field) => field;

/** Drops complaints about the bounds of a field with the wrong type, as those would count its characters as items. */
function onceEach(issues: readonly Issue[]): Issue[] {
  const mistyped = new Set(
    issues.flatMap(({ code, path }) => (code === "invalid_type" ? [path.join(".")] : [])),
  );
  return issues.filter(({ code, path }) => code === "invalid_type" || !mistyped.has(path.join(".")));
}

function refusal(faults: readonly Fault[], example = ""): AgentOpsError {
  const shown = faults.slice(0, NAMED);
  return new AgentOpsError(
    "INVALID_ARGUMENT",
    shown.map(({ problem }) => problem).join(" "),
    [...new Set(shown.map(({ fix }) => fix)), example].filter(Boolean).join(" "),
  );
}

/** One of the tool's own examples, shortened, preferably one that succeeds; empty where all of them show an error. */
function rightCall(name: string, examples: readonly Example[]): string {
  const example =
    examples.find(({ expect }) => typeof expect !== "string") ??
    examples.find(({ expect }) => expect !== "INVALID_ARGUMENT");
  if (!example || Object.keys(example.arguments).length === 0) return "";
  const shown = JSON.stringify(example.arguments, (_, value: unknown) => {
    if (typeof value !== "string") return value;
    if (/^\$\w+\./.test(value)) return SOME_ID;
    return value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value;
  });
  return `For example: ${name} ${shown}`;
}

function describeUnknown({ field, key, meant }: UnknownField, known: readonly string[]): Fault {
  const shown = shownName({ field });
  const problem = `${shown}: no such field.`;
  if (meant !== null) return { problem, fix: `Send ${meant} instead of ${shown}.` };
  return { problem, fix: field === key ? didYouMean(shown, known) : `Leave ${shown} out.` };
}

const shownName = ({ field }: { readonly field: string }): string =>
  findSecret(field) ? "(a credential)" : field.slice(0, SHOWN);

function describe(issue: Issue, known: readonly string[], named = asItIs): Fault {
  const path = issue.path.join(".");
  const field = path === "" ? "the arguments" : named(path);
  switch (issue.code) {
    case "unrecognized_keys": {
      const keys = issue.keys.slice(0, 3).map((key) => shownName({ field: key }));
      const problem = `${keys.join(", ")}: no such field in ${field}.`;
      const fix =
        issue.path.length > 0 ? "Leave it out." : keys.map((key) => didYouMean(key, known)).join(" ");
      return { problem, fix };
    }
    case "invalid_type":
      return {
        problem: `${field}: ${named === asItIs ? "missing, or " : ""}not ${withArticle(issue.expected)}.`,
        fix: `Send ${field} as ${withArticle(issue.expected)}.`,
      };
    case "invalid_value":
      return {
        problem: `${field}: ${named === asItIs ? "missing, or " : ""}not one of its values.`,
        fix: `Send one of ${issue.values.map(String).join(", ")} as ${field}.`,
      };
    case "too_big":
      return {
        problem: `${field}: too ${long(issue.origin)}.`,
        fix: `Send ${amount("most", issue.maximum, issue.origin)} as ${field}.`,
      };
    case "too_small":
      return {
        problem: `${field}: too ${short(issue.origin)}.`,
        fix: `Send ${amount("least", issue.minimum, issue.origin)} as ${field}.`,
      };
    default:
      return { problem: `${field}: ${issue.message}.`, fix: `Correct ${field}.` };
  }
}

const withArticle = (type: string): string => `${/^[aio]/.test(type) ? "an" : "a"} ${type}`;

const long = (origin: string): string => (origin === "string" || origin === "array" ? "long" : "large");
const short = (origin: string): string => (origin === "string" || origin === "array" ? "short" : "small");

function amount(limit: "most" | "least", bound: number | bigint, origin: string): string {
  const unit = { string: " characters", array: " items" }[origin];
  return unit === undefined ? `a number of at ${limit} ${bound}` : `at ${limit} ${bound}${unit}`;
}

/** No tool has arguments half as deep, and the code that reads them is recursive. */
const DEEPEST = 16;

/**
 * Throws INVALID_ARGUMENT with the name of the field that is nested too deep. It is a loop, so that depth can't exhaust the
 * stack.
 */
function refuseDeep(args: unknown): void {
  if (typeof args !== "object" || args === null) return;
  for (const [field, value] of Object.entries(args)) {
    let level: unknown[] = [value];
    for (let depth = 1; level.length > 0; depth += 1) {
      level = level.flatMap((each) => (typeof each === "object" && each !== null ? Object.values(each) : []));
      if (depth < DEEPEST || level.length === 0) continue;
      const name = shownName({ field });
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        `${name}: is nested more than ${DEEPEST} levels deep.`,
        `Send ${name} as the tool's schema has it.`,
      );
    }
  }
}

function refuseBroken(args: unknown): void {
  refuseDeep(args);
  const broken = brokenText(args, "");
  if (broken === null) return;
  throw new AgentOpsError(
    "INVALID_ARGUMENT",
    `${broken || "an argument"}: is not valid UTF-8 text.`,
    "Send it again, encoded as UTF-8 and without cut characters.",
  );
}

/** The path of the first string that was cut or wrongly decoded (lone surrogate, U+FFFD); null when all are text. */
function brokenText(value: unknown, at: string): string | null {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\uFFFD") ? null : at;
  if (typeof value !== "object" || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const found = brokenText(inner, at ? `${at}.${key}` : key) ?? (brokenText(key, at) !== null ? at : null);
    if (found !== null) return found;
  }
  return null;
}
