// Finds the command that was asked for and runs it; one file of this folder is one command.

import { AgentOpsError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";
import { HELP, VERSION } from "./help.ts";
import { serve } from "./serve.ts";

/** Returns the exit code. Throws AgentOpsError for anything that the command line gets wrong. */
export async function runCommand(argv: readonly string[]): Promise<number> {
  const [first, ...rest] = argv;
  if (argv.includes("--help") || argv.includes("-h") || first === "help") return print(HELP);
  if (argv.includes("--version")) return print(`${VERSION}\n`);
  if (first === "serve") return serve(rest);
  if (first === undefined && process.stdin.isTTY) return print(HELP);
  if (first === undefined || first.startsWith("-")) return serve(argv);
  throw new AgentOpsError(
    "INVALID_ARGUMENT",
    `${first} is no command.`,
    didYouMean(first, ["serve", "help"]),
  );
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
