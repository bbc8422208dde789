// Drafts what makes a runtime's hooks run: its settings, and in a project the script and the place of the program.
import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import { KNOWLEDGE_NOTE } from "../../git/place.ts";
import type { Repository } from "../../git/repository.ts";
import { setEntry } from "../../runtimes/edit.ts";
import { setHooks } from "../../runtimes/edit-hooks.ts";
import { HOOK_SCRIPT, HOOK_SCRIPT_FILE, NOTED_PROGRAM } from "../../runtimes/hook-script.ts";
import { type HookPlace, hookEntries } from "../../runtimes/hook-settings.ts";
import type { Launch } from "../../runtimes/launch.ts";
import type { Runtime } from "../../runtimes/runtime.ts";
import type { CommandInput } from "../define-command.ts";
import type { Draft } from "./draft.ts";
import { AS_DEPENDENCY } from "./launch.ts";
import type { Where } from "./options.ts";
import { type Place, programOnPath } from "./place.ts";
import { baseBranch } from "./settings.ts";

export interface HookProject extends Omit<HookPlace, "depth"> {
  readonly place: Place;
  readonly top: string;
  readonly repository: Repository;
  /** Folders below the top with settings of their own; absolute. */
  readonly alsoIn: readonly string[];
}

/** Null in the user's scope, where no working tree holds the script. */
export async function projectOf(
  options: CommandInput["options"],
  { scope, place, repository, below }: Where,
  { args }: Launch,
): Promise<HookProject | null> {
  const { top } = place;
  if (scope === "user" || top === null || repository === null) return null;
  const [program = AS_DEPENDENCY] = args;
  const isFound = program === AS_DEPENDENCY || path.isAbsolute(program);
  return {
    place,
    top,
    repository,
    base: await baseBranch(repository),
    program: isFound ? null : program,
    alsoIn: options.here === true && below !== "" ? [path.join(top, below)] : [],
  };
}

/** The hooks of one runtime, for the project or, without one, for the person. */
export async function draftHooks(
  { draft, place }: { readonly draft: Draft; readonly place: Place },
  runtime: Runtime,
  launch: Launch,
  project: HookProject | null,
): Promise<void> {
  const { hooks, name } = runtime;
  if (!hooks) return;
  const put = (file: string, at: HookPlace | null) => {
    const wanted = hookEntries(name, hooks, launch, at);
    return draft.edit(file, (text, shown) => setHooks(hooks, text, wanted, shown));
  };
  if (!project) return put(hooks.userFile(place), null);
  await put(path.join(project.top, hooks.file), { ...project, depth: 0 });
  for (const folder of hooks.readWhereStarted ? project.alsoIn : [])
    await put(path.join(folder, hooks.file), { ...project, depth: upFrom(folder, project).length });
}

/** The server's entry for sessions that start below the top, with paths from there. */
export async function draftServerBelow(
  draft: Draft,
  runtime: Runtime,
  { command, args }: Launch,
  project: HookProject,
): Promise<void> {
  if (!runtime.hooks?.readWhereStarted && !runtime.startsServersBelow) return;
  for (const folder of project.alsoIn) {
    const up = upFrom(folder, project);
    const climb = (arg: string) => (isRelativePath(arg) ? path.posix.join(...up, arg) : arg);
    const entry = runtime.entry({ command, args: args.map(climb) }, true);
    const file = path.join(folder, runtime.project.config[0] ?? "");
    await draft.edit(file, (text, shown) => setEntry(runtime, text, entry, shown));
  }
}

const upFrom = (folder: string, { top }: HookProject): string[] => path.relative(folder, top).split(path.sep);

const isRelativePath = (arg: string): boolean => /^\.{1,2}\/|^[^/-].*\.[cm]?js$/.test(arg);

/** Notes the knowledge folder for hooks, which do not get the server's options; without that option, that it is here. */
export async function draftKnowledge(
  draft: Draft,
  { repository, place }: Where,
  { args }: Launch,
): Promise<void> {
  if (repository === null || place.top === null) return;
  const at = args.indexOf("--knowledge");
  const folder = at < 0 ? undefined : args[at + 1];
  const note = path.join(repository.commonDir, KNOWLEDGE_NOTE);
  const text = folder === undefined ? null : `${realOrAsNamed(path.resolve(place.top, folder))}\n`;
  if (text !== null || existsSync(note)) await draft.edit(note, () => text);
}

/** The knowledge may be cloned later. */
const realOrAsNamed = (folder: string): string => (existsSync(folder) ? realpathSync(folder) : folder);

/** The script, and where the program lies on this machine, for clones or worktrees without an installation. */
export async function draftScript(
  draft: Draft,
  { top, repository, place }: HookProject,
  { command, args }: Launch,
): Promise<void> {
  await draft.edit(path.join(top, HOOK_SCRIPT_FILE), () => HOOK_SCRIPT);
  const file = args[0] === undefined ? programOnPath(command, place) : path.resolve(top, args[0]);
  if (file === null || args[0] === AS_DEPENDENCY) return;
  await draft.edit(path.join(repository.commonDir, NOTED_PROGRAM), () => `${realpathSync(file)}\n`);
}
