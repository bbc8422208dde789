// Reads what init and uninstall are told on the command line.
import { realpathSync } from "node:fs";
import path from "node:path";
import { findRepository, type Repository } from "../../git/repository.ts";
import { RUNTIMES } from "../../runtimes/all.ts";
import type { Runtime, Scope } from "../../runtimes/runtime.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { didYouMean } from "../../shared/nearest.ts";
import type { CommandInput, OptionSpec } from "../define-command.ts";
import { type Place, placeOf } from "./place.ts";

export const SHARED_OPTIONS = {
  scope: {
    type: "string",
    choices: ["project", "user"],
    description: "the project's files, to be committed, or your own for all projects (default: project)",
  },
  "dry-run": { type: "boolean", description: "show what would change and change nothing" },
  yes: { type: "boolean", description: "do not ask" },
} satisfies Record<string, OptionSpec>;

export interface Where {
  readonly scope: Scope;
  /** The folder in which the command runs, relative to the top; empty at the top and outside of a repository. */
  readonly below: string;
  /** Only in places of this person, so that the repository does not change. */
  readonly private: boolean;
  readonly place: Place;
  /** Null outside a repository, where the user scope still works. */
  readonly repository: Repository | null;
}

/** Throws NOT_A_REPOSITORY where the project scope has no project. */
export async function whereOf(options: CommandInput["options"]): Promise<Where> {
  const scope: Scope = options.scope === "user" ? "user" : "project";
  const dir = path.resolve(String(options.dir ?? process.env.AGENTOPS_DIR ?? "."));
  const repository = await findRepository(dir).catch((error: unknown) => {
    const outside = error instanceof AgentOpsError && error.code === "NOT_A_REPOSITORY";
    if (outside && scope === "user") return null;
    throw error;
  });
  if (scope === "project" && repository?.worktree === null) {
    throw new AgentOpsError(
      "NOT_A_REPOSITORY",
      "A bare repository has no project files.",
      "Run this in a working tree of it, or use --scope user.",
    );
  }
  const alone = options.private === true && scope === "project";
  const top = repository?.worktree ?? null;
  return { scope, private: alone, repository, place: placeOf(top), below: belowTop(top, dir) };
}

/** Also empty where the folder is a link to somewhere else. */
export function belowTop(top: string | null, dir: string): string {
  const below = top === null ? "" : path.relative(realpathSync(top), realpathSync(dir));
  return below.startsWith("..") || path.isAbsolute(below) ? "" : below;
}

/** The runtimes of a list such as `claude,codex`. Throws INVALID_ARGUMENT. */
export function namedRuntimes(list: string): Runtime[] {
  return list.split(",").map((word) => {
    const name = word.trim();
    const runtime = RUNTIMES.find((each) => each.name === name);
    if (runtime) return runtime;
    const known = RUNTIMES.map((each) => each.name);
    throw new AgentOpsError("INVALID_ARGUMENT", `${name} is no known runtime.`, didYouMean(name, known));
  });
}

/** True for `--yes`, or where a person agrees to what was just shown. */
export async function agreed(
  { options, terminal }: CommandInput,
  shown: string,
  question: string,
): Promise<boolean> {
  if (options["dry-run"] === true) return false;
  if (options.yes === true) return true;
  if (!terminal.interactive) return false;
  terminal.note(shown);
  return terminal.confirm(question, false);
}
