// Declares a command as plain data: one file of src/cli/commands each, named by its file.
import type { Terminal } from "./terminal.ts";

export interface OptionSpec {
  readonly type: "string" | "boolean";
  /** Shown in help after the option's name, as in `<folder>`. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly description: string;
}

export interface CommandInput {
  /** Values of the command's own options and the common ones; absent where not given. */
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
  readonly terminal: Terminal;
}

export interface CommandSpec {
  readonly summary: string;
  /** True of what one person alone uses; the overview has it first. */
  readonly everyday?: true;
  /** Words after the command's name, such as `<id>`; empty where it takes none. */
  readonly positionals: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly examples: readonly string[];
  /** The word behind which unknown options count as words too, as in a command that is asked about. */
  readonly wordsAfter?: string;
  /** Returns the exit code: 0 done, 1 the answer is no (nothing found, a check failed). Throws AgentOpsError for exit code 2. */
  run(input: CommandInput): Promise<number>;
}

export const defineCommand = (spec: CommandSpec): CommandSpec => spec;

/** Options that every command understands. */
export const COMMON_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  dir: {
    type: "string",
    value: "<folder>",
    description: "work in this repository (default: AGENTOPS_DIR, else the current folder)",
  },
  knowledge: {
    type: "string",
    value: "<folder>",
    description: "keep journal, learnings and configuration in another repository than the code",
  },
  layer: {
    type: "string",
    value: "<name>",
    description: "work on the lessons of this layer alone, such as personal (default: team)",
  },
  base: {
    type: "string",
    value: "<ref>",
    description:
      "read the configuration from this branch or whole commit id, never a tag (default: origin/HEAD, git config agentops.base, main, master or HEAD)",
  },
  wait: {
    type: "boolean",
    description:
      "wait until all records of other clones are read, where that takes more than seconds (default where CI is set)",
  },
  json: { type: "boolean", description: "print one JSON object instead of text" },
  help: { type: "boolean", description: "show this help" },
};
