// Plans what uninstall removes from the runtimes' files: entries, hooks, scripts and texts of this program.
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { LAYERS_NOTE } from "../../git/layers.ts";
import { KNOWLEDGE_NOTE } from "../../git/place.ts";
import type { Repository } from "../../git/repository.ts";
import { worktreesFolder } from "../../jobs/io/worktrees.ts";
import { RUNTIMES } from "../../runtimes/all.ts";
import { removeEntry, storedEntry } from "../../runtimes/edit.ts";
import { removeHooks } from "../../runtimes/edit-hooks.ts";
import { removeLocalEntry } from "../../runtimes/edit-local.ts";
import { removePermit } from "../../runtimes/edit-permit.ts";
import { setGuidance } from "../../runtimes/guidance-block.ts";
import { HOOK_SCRIPT_FILE, isHookScript, NOTED_PROGRAM } from "../../runtimes/hook-script.ts";
import { removeBlock } from "../../runtimes/instructions.ts";
import type { Runtime } from "../../runtimes/runtime.ts";
import { isServerFile, SERVER_FILE } from "../../runtimes/server-file.ts";
import { removeConfig } from "./config-file.ts";
import { createDraft, type Draft, type FileChange } from "./draft.ts";
import { excludeFile, removeExcluded } from "./exclude.ts";
import { namedRuntimes, type Where } from "./options.ts";
import { filesOf, hookFileOf, settingsBelow } from "./place.ts";

export interface Removal {
  readonly changes: FileChange[];
  /** What stays, and how to remove it. */
  readonly kept: string | null;
  /** The folder of the jobs' worktrees, where it is empty. */
  readonly emptied: string | null;
}

/** `purged` is the repository that is deleted as a whole anyway. */
export async function planRemoval(names: unknown, where: Where, purged: Repository | null): Promise<Removal> {
  const { scope, place, repository } = where;
  const draft = createDraft(place);
  const chosen = typeof names === "string" ? namedRuntimes(names) : RUNTIMES;
  for (const runtime of chosen) await removeRuntime(draft, runtime, where);
  // Runtimes that stay may still run it.
  if (scope === "project" && chosen.length === RUNTIMES.length) await draftWithoutScripts(draft, where);
  if (scope === "project" && names === undefined) await draftWithoutGuidance(draft, place.top);
  const excluded = repository && scope === "project" ? excludeFile(repository.commonDir) : null;
  if (excluded !== null && names === undefined && existsSync(excluded))
    await draft.edit(excluded, removeExcluded);
  const all = scope === "project" && names === undefined;
  const purgesIt = purged !== null && purged.worktree === repository?.worktree;
  const kept = all && !purgesIt ? await removeConfig(draft, where) : null;
  return { changes: draft.changes(), kept, emptied: all && repository ? emptyJobs(repository) : null };
}

function emptyJobs(repository: Repository): string | null {
  const folder = worktreesFolder(repository);
  try {
    return readdirSync(folder).length === 0 ? folder : null;
  } catch {
    return null;
  }
}

async function removeRuntime(draft: Draft, runtime: Runtime, where: Where): Promise<void> {
  const { scope, place } = where;
  const files = filesOf(runtime, scope, place);
  const below = scope === "user" ? [] : await settingsBelow(runtime, place);
  // Before the server's entry, as a file with both is recognised as ours only once it holds nothing but the entry.
  const hooksBelow = below.filter((file) => runtime.hooks && file.endsWith(path.sep + runtime.hooks.file));
  for (const file of [...settingsFiles(runtime, where), ...hooksBelow])
    await removeSettings(draft, runtime, file);
  for (const file of [...(files?.config ?? []), ...below].filter((each) => existsSync(each))) {
    await draft.edit(file, (text, shown) => {
      // A file that does not name this program may be somebody else's.
      const ours = text.includes("agentops") && storedEntry(runtime, text, shown) !== undefined;
      return ours ? removeEntry(runtime, text, shown) : text;
    });
  }
  if (scope === "project") await removePrivate(draft, runtime, place);
  const { instructions = null } = files ?? {};
  if (instructions !== null && existsSync(instructions))
    await draft.edit(instructions, (text, shown) => removeBlock(text, runtime.instructionsHead, shown));
}

async function draftWithoutScripts(draft: Draft, { place, repository }: Where): Promise<void> {
  if (place.top === null || !repository) return;
  for (const [file, isOurs] of [
    [HOOK_SCRIPT_FILE, isHookScript],
    [SERVER_FILE, isServerFile],
  ] as const) {
    const script = path.join(place.top, file);
    if (existsSync(script)) await draft.edit(script, (text) => (isOurs(text) ? null : text));
  }
  for (const name of [NOTED_PROGRAM, KNOWLEDGE_NOTE, LAYERS_NOTE]) {
    const noted = path.join(repository.commonDir, name);
    if (existsSync(noted)) await draft.edit(noted, () => null);
  }
}

async function draftWithoutGuidance(draft: Draft, top: string | null): Promise<void> {
  for (const name of top === null ? [] : ["AGENTS.md", "CLAUDE.md"]) {
    const file = path.join(top ?? "", name);
    if (existsSync(file)) await draft.edit(file, (text, shown) => setGuidance(text, [], shown));
  }
}

/** Files with hooks and permissions, also those of a private set-up. */
function settingsFiles(runtime: Runtime, { scope, place }: Where): string[] {
  const local = runtime.localSettings;
  const own =
    scope === "project" && place.top !== null && local !== null ? [path.join(place.top, local)] : [];
  return [hookFileOf(runtime, scope, place), ...own].flatMap((file) =>
    file !== null && existsSync(file) ? [file] : [],
  );
}

async function removeSettings(draft: Draft, { hooks, permit }: Runtime, file: string): Promise<void> {
  if (hooks === null) return;
  if (permit?.kind === "list")
    await draft.edit(file, (text, shown) =>
      text.includes(permit.value) ? removePermit(permit, hooks.format, text, shown) : text,
    );
  await draft.edit(file, (text, shown) =>
    text.includes("agentops") ? removeHooks(hooks, text, shown) : text,
  );
}

/** The entry for this project alone in the user's own configuration. */
async function removePrivate(draft: Draft, runtime: Runtime, place: Where["place"]): Promise<void> {
  const { top } = place;
  if (top === null || runtime.projectsKey === null) return;
  for (const file of runtime.user(place).config.filter((each) => existsSync(each)))
    await draft.edit(file, (text, shown) =>
      text.includes("agentops") ? removeLocalEntry(runtime, top, text, shown) : text,
    );
}
