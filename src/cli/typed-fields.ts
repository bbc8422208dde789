// Takes what a person typed for the fields of a record, with errors that name options and say first what is missing.
import * as z from "zod";
import { parseArguments } from "../mcp/arguments.ts";
import { AgentOpsError } from "../shared/errors.ts";

interface Typed {
  /** Options by field, where the names differ. */
  readonly names?: Readonly<Record<string, string>>;
  /** A complete command line. */
  readonly example: string;
}

/** Throws INVALID_ARGUMENT. */
export function typedFields<S extends z.ZodObject>(
  schema: S,
  given: Readonly<Record<string, unknown>>,
  { names = {}, example }: Typed,
): z.output<S> {
  const optionOf = (field: string): string => {
    const [name = ""] = field.split(".");
    return `--${names[name] ?? name}`;
  };
  const missing = Object.entries(schema.shape).flatMap(([field, kind]) =>
    given[field] === undefined && !kind.safeParse(undefined).success ? [optionOf(field)] : [],
  );
  if (missing.length === 0) return parseArguments(schema, given, optionOf);
  const [last = "", ...others] = missing.toReversed();
  const choices = Object.entries(schema.shape).flatMap(([field, kind]) =>
    missing.includes(optionOf(field)) && kind instanceof z.ZodEnum
      ? [`${optionOf(field)} is one of ${kind.options.join(", ")}. `]
      : [],
  );
  throw new AgentOpsError(
    "INVALID_ARGUMENT",
    others.length === 0
      ? `${last} is missing.`
      : `${others.toReversed().join(", ")} and ${last} are missing.`,
    `${choices.join("")}For example: ${example}`,
  );
}
