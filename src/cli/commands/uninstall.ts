// `agentops-mcp uninstall`: takes our entries and texts out of the runtimes' files again, and with --purge what was recorded.
import { existsSync, readdirSync } from "node:fs";
import { rmdir } from "node:fs/promises";
import path from "node:path";
import { LAYERS_NOTE } from "../../git/layers.ts";
import { KNOWLEDGE_NOTE } from "../../git/place.ts";
import { findRepository, type Repository } from "../../git/repository.ts";
import { tryGit } from "../../git/run.ts";
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
import { AgentOpsError } from "../../shared/errors.ts";
import { sanitise } from "../../shared/text/safe-text.ts";
import { type CommandInput, defineCommand } from "../define-command.ts";
import { removeConfig } from "../init/config-file.ts";
import { showChange } from "../init/diff.ts";
import { createDraft, type Draft, type FileChange } from "../init/draft.ts";
import { excludeFile, removeExcluded } from "../init/exclude.ts";
import { agreed, namedRuntimes, SHARED_OPTIONS, type Where, whereOf } from "../init/options.ts";
import { filesOf, hookFileOf, settingsBelow } from "../init/place.ts";
import { isNothing, type Purge, planPurge, purge, showPurge } from "../init/purge.ts";
import { lineOf } from "../init/summary.ts";
import { writeChanges } from "../init/write.ts";
import { withYes } from "../with-yes.ts";

export default defineCommand({
  summary: "take the server out of the runtimes' files; --purge deletes what was recorded as well",
  positionals: "",
  options: {
    ...SHARED_OPTIONS,
    runtime: {
      type: "string",
      value: "<names>",
      description: "only these, separated by commas (default: all)",
    },
    purge: { type: "boolean", description: "also delete the journal, its cache and uncommitted learnings" },
  },
  examples: [
    "agentops-mcp uninstall --dry-run",
    "agentops-mcp uninstall --scope user --yes",
    "agentops-mcp uninstall --purge",
  ],

  /** Exit code 1 when something is to be removed and nobody agreed. */
  async run(input) {
    const { options, terminal } = input;
    const where = await whereOf(options);
    const journal = options.purge === true ? await journalOf(options.knowledge, where) : null;
    const { changes, kept, emptied } = await plan(options.runtime, where, journal);
    const loss = journal === null ? null : await planPurge(journal);
    const base = options.runtime === undefined ? setBase(where) : null;
    const open = isAny({ changes, emptied, base, loss });
    const shown = show({ changes, kept, emptied, base, loss }, options["dry-run"] === true);
    const remove =
      open && (await agreed(input, shown, loss === null ? "Remove this?" : "Delete all of this?"));
    if (remove) {
      await takeOut({ changes, emptied, base }, where);
      if (journal !== null && loss !== null) await purge(journal, loss);
    }
    const facts = {
      scope: where.scope,
      changes: changes.map((change) => ({ file: change.file, change: showChange(change) })),
      git_config: base === null ? {} : { "agentops.base": base },
      kept: kept === null ? [] : [kept],
      empty_folder: emptied,
      purge: loss,
      removed: remove,
    };
    const asked = terminal.interactive && options.yes !== true && options["dry-run"] !== true;
    const end = outcome(open, remove, input);
    const text = asked ? end : `${shown}\n\n${end}`;
    terminal.answer(facts, open ? text : [end, ...facts.kept].join("\n"));
    return open && !remove ? 1 : 0;
  },
});

/** The repository whose journal is to go. Throws NOT_A_REPOSITORY. */
async function journalOf(knowledge: unknown, { repository }: Where): Promise<Repository> {
  if (typeof knowledge === "string") return findRepository(path.resolve(knowledge));
  if (repository) return repository;
  throw new AgentOpsError(
    "NOT_A_REPOSITORY",
    "There is no journal to purge here.",
    "Run this in the repository.",
  );
}

/** What init has told git about the branch of the rules; null where it told nothing, or in the user's scope. */
const setBase = ({ scope, repository }: Where): string | null =>
  scope === "user" ? null : (repository?.configuredBase ?? null);

const isAny = ({ changes, emptied, base, loss }: Omit<Shown, "kept">): boolean =>
  changes.length > 0 || emptied !== null || base !== null || (loss !== null && !isNothing(loss));

async function takeOut(
  { changes, emptied, base }: Omit<Shown, "kept" | "loss">,
  { repository }: Where,
): Promise<void> {
  await writeChanges(changes);
  if (base !== null && repository) await tryGit(repository.commonDir, ["config", "--unset", "agentops.base"]);
  // A worker may have begun a job there meanwhile.
  if (emptied !== null) await rmdir(emptied).catch(() => {});
}

interface Plan {
  readonly changes: FileChange[];
  /** What of ours stays, and what removes it. */
  readonly kept: string | null;
  /** The folder of the jobs' worktrees, where nothing is in it. */
  readonly emptied: string | null;
}

/** `purged` is the repository all of which goes anyway. */
async function plan(names: unknown, where: Where, purged: Repository | null): Promise<Plan> {
  const { scope, place, repository } = where;
  const draft = createDraft(place);
  const chosen = typeof names === "string" ? namedRuntimes(names) : RUNTIMES;
  for (const runtime of chosen) await removeRuntime(draft, runtime, where);
  // Those that stay may still run it.
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
  // Before the server's entry: a file of ours with both is recognised once it holds the entry alone.
  const hooksBelow = below.filter((file) => runtime.hooks && file.endsWith(path.sep + runtime.hooks.file));
  for (const file of [...settingsFiles(runtime, where), ...hooksBelow])
    await removeSettings(draft, runtime, file);
  for (const file of [...(files?.config ?? []), ...below].filter((each) => existsSync(each))) {
    await draft.edit(file, (text, shown) => {
      // A file that does not name us is not ours to complain about.
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

/** Those that hold hooks and the permission, and those of a private set-up. */
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

interface Shown extends Plan {
  readonly base: string | null;
  readonly loss: Purge | null;
}

/** Each line that goes, or with the files alone what fits a screen. */
function show({ changes, kept, emptied, base, loss }: Shown, everyLine: boolean): string {
  return [
    ...(everyLine ? changes.map(showChange) : changes.length > 0 ? [changes.map(lineOf).join("\n")] : []),
    ...(emptied === null ? [] : [`${sanitise(emptied)} (removed: it is empty)`]),
    ...(kept === null ? [] : [kept]),
    ...(base === null || loss !== null ? [] : [`git config --unset agentops.base (${base})`]),
    ...(loss === null ? [] : [showPurge(loss)]),
  ].join("\n\n");
}

function outcome(open: boolean, removed: boolean, input: CommandInput): string {
  if (!open) return "Nothing to do: nothing of it is here.";
  if (!removed) return `Nothing was removed. To remove it: ${withYes("uninstall", input)}`;
  const kept = input.options.purge === true ? "" : " What was recorded stays: --purge deletes that as well.";
  return `Removed. Restart the sessions that still use the server.${kept}`;
}
