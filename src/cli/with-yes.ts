// Writes a command line again with --yes, for a caller who was not asked or only looked first.
import { shellWord } from "../shared/text/shell-word.ts";
import type { CommandInput } from "./define-command.ts";
import { line } from "./reading.ts";
import { startedAs } from "./started-as.ts";

/** Options that only look, or that are added anyway. */
const NOT_MEANT: ReadonlySet<string> = new Set(["dry-run", "yes", "help"]);

/** Pasted into a shell, it does what was meant. */
export function withYes(name: string, { options, positionals }: Omit<CommandInput, "terminal">): string {
  const given = Object.entries(options).flatMap(([option, value]) => {
    if (NOT_MEANT.has(option) || value === undefined || value === false) return [];
    return value === true ? [`--${option}`] : written(option, value);
  });
  const words = positionals.map(shellWord);
  const parts = positionals.some((word) => word.startsWith("-"))
    ? [...given, "--yes", "--", ...words]
    : [...words, ...given, "--yes"];
  return line([startedAs(process.env), name, ...parts].join(" "));
}

/** A value that begins with a hyphen would be taken for an option. */
const written = (option: string, value: string): string[] =>
  value.startsWith("-") ? [`--${option}=${shellWord(value)}`] : [`--${option}`, shellWord(value)];
