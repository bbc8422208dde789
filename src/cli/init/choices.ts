// Decides what init sets up: from the command line, else from what is there, else by asking a person at a terminal.
import { PARTS, type Part } from "../../api/define.ts";
import { hasPermit } from "../../runtimes/edit-permit.ts";
import type { Runtime } from "../../runtimes/runtime.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { readText } from "../../shared/files.ts";
import type { CommandInput } from "../define-command.ts";
import { parseParts } from "../parts.ts";
import { excludeFile, hasExcluded } from "./exclude.ts";
import { configuredParts, installedParts } from "./installed.ts";
import type { Where } from "./options.ts";
import { hookFileOf, privateSettingsOf } from "./place.ts";

export interface Choices {
  readonly where: Where;
  readonly parts: readonly Part[];
  /** Parts that are asked for now and were not there before. */
  readonly fresh: readonly Part[];
  readonly permit: boolean;
  /** Runtimes that ask before each tool call, and have a setting that would stop that. */
  readonly askingRuntimes: readonly Runtime[];
}

/** Throws INVALID_ARGUMENT for options that exclude each other. */
export async function settle(
  input: CommandInput,
  found: Where,
  runtimes: readonly Runtime[],
): Promise<Choices> {
  const { options, terminal } = input;
  refuseBoth(options);
  const asks = terminal.interactive && options.yes !== true && options["dry-run"] !== true;
  const ask = (question: string) => (asks ? terminal.confirm(question, false) : Promise.resolve(false));
  const installed = installedParts(found.scope, found.place);
  const known = installed ?? configuredParts(found.place);
  const isPrivate = await isPrivateHere(found);
  if (found.private && installed !== null && !isPrivate) throw sharedAlready();
  const alone =
    found.private ||
    isPrivate ||
    (installed === null &&
      options.scope === undefined &&
      options.with === undefined &&
      (await ask(
        "Only for you, with nothing in the repository changed? (No: files to commit, for the team)",
      )));
  const where = { ...found, private: alone };
  const wished =
    typeof options.with === "string"
      ? parseParts(options.with)
      : installed === null && !alone && (await ask("Checks, envelope and jobs as well as the memory?"))
        ? PARTS
        : [];
  refusePolicy(where, wished);
  const has = new Set<Part>(["memory", ...known, ...wished]);
  const asking = await runtimesThatAsk(where, runtimes);
  const permit =
    options.permit === true ||
    (asking.length > 0 && (await ask("Let the agent call these tools without a question for each call?")));
  return {
    where,
    parts: PARTS.filter((part) => has.has(part)),
    fresh: wished.filter((part) => part !== "memory"),
    permit,
    askingRuntimes: permit ? [] : asking,
  };
}

function refuseBoth({ private: alone, scope, phases }: CommandInput["options"]): void {
  if (alone !== true) return;
  const other = scope === "user" ? "--scope user" : phases === undefined ? null : "--phases";
  if (other === null) return;
  throw new AgentOpsError(
    "INVALID_ARGUMENT",
    `--private and ${other} exclude each other.`,
    other === "--phases"
      ? "Phases stand in a file of the repository, which --private leaves as it is."
      : "--private is for this repository alone, --scope user for all.",
  );
}

const sharedAlready = (): AgentOpsError =>
  new AgentOpsError(
    "INVALID_ARGUMENT",
    "The project's own files have the server already, so there is nothing to keep private.",
    "Use it as it is; or run agentops-mcp uninstall first, where those files are yours.",
  );

function refusePolicy(where: Where, wished: readonly Part[]): void {
  const policy = wished.find((part) => part === "checks" || part === "envelope");
  if (!where.private || policy === undefined) return;
  throw new AgentOpsError(
    "INVALID_ARGUMENT",
    `A private set-up can't have ${policy}: its rules are read from base, where all see them.`,
    "Leave out --private, or name jobs alone.",
  );
}

async function isPrivateHere({ repository }: Where): Promise<boolean> {
  const text = repository === null ? null : await readText(excludeFile(repository.commonDir));
  return text !== null && hasExcluded(text);
}

async function runtimesThatAsk(where: Where, runtimes: readonly Runtime[]): Promise<Runtime[]> {
  const asking: Runtime[] = [];
  for (const runtime of runtimes) {
    const { permit } = runtime;
    if (permit?.kind !== "list") continue;
    const { scope, place } = where;
    const file = where.private ? privateSettingsOf(runtime, place) : hookFileOf(runtime, scope, place);
    const text = file === null ? null : await readText(file);
    if (!permitted(permit, text)) asking.push(runtime);
  }
  return asking;
}

function permitted(permit: Parameters<typeof hasPermit>[0], text: string | null): boolean {
  try {
    return text !== null && hasPermit(permit, JSON.parse(text));
  } catch {
    return false;
  }
}

/** What a person has answered so far, as options. */
export const answersOf = ({ where, fresh, permit }: Choices): CommandInput["options"] => ({
  ...(where.private ? { private: true } : {}),
  ...(fresh.length === 0 ? {} : { with: fresh.join(",") }),
  ...(permit ? { permit: true } : {}),
});
