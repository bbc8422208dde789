// Strict validation of a call's arguments, with errors that say which field, why, and what to send instead.
import type { z } from "zod";
import { AgentOpsError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";

type Issue = z.core.$ZodIssue;

/** Parses or throws INVALID_ARGUMENT, which names every field that is wrong, five at most. */
export function parseArguments(schema: z.ZodObject, args: unknown): z.output<typeof schema> {
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
  const issues = parsed.error.issues.slice(0, 5);
  throw new AgentOpsError(
    "INVALID_ARGUMENT",
    issues.map((issue) => `${place(issue)}${issue.message}.`).join(" "),
    issues.map((issue) => fixOf(issue, Object.keys(schema.shape))).join(" "),
  );
}

const place = (issue: Issue): string => (issue.path.length > 0 ? `${issue.path.join(".")}: ` : "");

function fixOf(issue: Issue, known: string[]): string {
  const field = issue.path.join(".");
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.path.length > 0
        ? `Leave out ${issue.keys.join(", ")} in ${field}.`
        : issue.keys.map((key) => `${key} is no argument. ${didYouMean(key, known)}`).join(" ");
    case "invalid_type":
      return `Send ${field || "the arguments"} as ${issue.expected}.`;
    case "invalid_value":
      return `Send one of ${issue.values.map(String).join(", ")} as ${field}.`;
    case "too_big":
      return `Send at most ${issue.maximum} ${unit(issue.origin)} in ${field}.`;
    case "too_small":
      return `Send at least ${issue.minimum} ${unit(issue.origin)} in ${field}.`;
    default:
      return `Correct ${field}.`;
  }
}

function unit(origin: string): string {
  if (origin === "string") return "characters";
  return origin === "array" ? "items" : "(the value)";
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
