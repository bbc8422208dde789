// Validates a call's arguments strictly, with errors that say which field, why, and what to send instead.
import * as z from "zod";
import type { AnyTool } from "../api/define.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { didYouMean } from "../shared/nearest.ts";
import { findSecret } from "../shared/text/secrets.ts";

type Issue = z.core.$ZodIssue;

const PAGE = { page: z.int().min(1).max(1000).optional().describe("page of a long answer") };

/** The arguments a tool takes, with `page` where its answer comes in pages. */
export function inputOf(tool: AnyTool): z.ZodObject {
  return tool.pages ? tool.input.extend(PAGE) : tool.input;
}

/** Parses or throws INVALID_ARGUMENT, which names every field that is wrong, five at most. */
export function parseArguments<S extends z.ZodObject>(schema: S, args: unknown): z.output<S> {
  const broken = brokenText(args, "");
  if (broken !== null) {
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      `${broken || "an argument"}: is not valid UTF-8 text.`,
      "Send it again, encoded as UTF-8 and without cut characters.",
    );
  }
  const parsed = schema.safeParse(args ?? {});
  if (parsed.success) return parsed.data;
  const known = Object.keys(schema.shape);
  const faults = parsed.error.issues.slice(0, 5).map((issue) => describe(issue, known));
  throw new AgentOpsError(
    "INVALID_ARGUMENT",
    faults.map(({ problem }) => problem).join(" "),
    faults.map(({ fix }) => fix).join(" "),
  );
}

/** What is wrong with one field and what to send instead; never repeats a value, which may be long or secret. */
function describe(issue: Issue, known: readonly string[]): { problem: string; fix: string } {
  const field = issue.path.join(".") || "the arguments";
  switch (issue.code) {
    case "unrecognized_keys": {
      const keys = issue.keys
        .slice(0, 3)
        .map((key) => (findSecret(key) ? "(a credential)" : key.slice(0, 60)));
      const problem = `${keys.join(", ")}: no such field in ${field}.`;
      const fix =
        issue.path.length > 0 ? "Leave it out." : keys.map((key) => didYouMean(key, known)).join(" ");
      return { problem, fix };
    }
    case "invalid_type":
      return {
        problem: `${field}: is missing or no ${issue.expected}.`,
        fix: `Send ${field} as ${issue.expected}.`,
      };
    case "invalid_value":
      return {
        problem: `${field}: not one of its values.`,
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

const long = (origin: string): string => (origin === "string" || origin === "array" ? "long" : "large");
const short = (origin: string): string => (origin === "string" || origin === "array" ? "short" : "small");

function amount(limit: "most" | "least", bound: number | bigint, origin: string): string {
  const unit = { string: " characters", array: " items" }[origin];
  return unit === undefined ? `a number of at ${limit} ${bound}` : `at ${limit} ${bound}${unit}`;
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
