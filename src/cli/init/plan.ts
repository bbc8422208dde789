// Works out which files init changes and how, before any is written.
import { existsSync } from "node:fs";
import path from "node:path";
import type { Part } from "../../api/define.ts";
import { setEntry } from "../../runtimes/edit.ts";
import { setHooks } from "../../runtimes/edit-hooks.ts";
import { setLocalEntry } from "../../runtimes/edit-local.ts";
import { setPermit } from "../../runtimes/edit-permit.ts";
import { hookEntries } from "../../runtimes/hook-settings.ts";
import { setBlock } from "../../runtimes/instructions.ts";
import type { Launch } from "../../runtimes/launch.ts";
import type { Runtime } from "../../runtimes/runtime.ts";
import { SERVER_FILE, SERVER_TEXT } from "../../runtimes/server-file.ts";
import { CONFIG_PATH } from "../../shared/settings-file.ts";
import { isTracked, noteConfig } from "./config-file.ts";
import { createDraft, type Draft, type FileChange } from "./draft.ts";
import { excludeFile, setExcluded } from "./exclude.ts";
import { draftHooks, draftKnowledge, draftScript, draftServerBelow, type HookProject } from "./hooks.ts";
import { keysIn } from "./installed.ts";
import type { Where } from "./options.ts";
import { configOf, filesOf, hookFileOf, privateSettingsOf, shownPath } from "./place.ts";
import { proposalText, proposeChecks } from "./propose-checks.ts";
import { envelopeText, trackedAt } from "./propose-envelope.ts";
import { setPhases } from "./settings.ts";

export interface Wishes {
  readonly runtimes: readonly Runtime[];
  /** The server's command, with its options. */
  readonly launch: Launch;
  /** The program's command alone. */
  readonly hookLaunch: Launch;
  /** What the project's hooks depend on; null in the user's scope and in a private set-up. */
  readonly project: HookProject | null;
  /** Parts that are asked for now and may come with a proposed configuration. */
  readonly fresh: readonly Part[];
  readonly phases: readonly string[] | null;
  readonly hooks: boolean;
  readonly permit: boolean;
}

export interface Plan {
  readonly changes: FileChange[];
  /** Files that a private set-up may not change, as git tracks them. */
  readonly tracked: readonly string[];
}

export async function planFiles(where: Where, wishes: Wishes): Promise<Plan> {
  const draft = createDraft(where.place);
  const tracked: string[] = [];
  for (const runtime of wishes.runtimes)
    if (where.private) tracked.push(...(await addPrivately(draft, runtime, where, wishes)));
    else await addRuntime(draft, runtime, where, wishes);
  const { project, hooks, hookLaunch, runtimes } = wishes;
  if (where.scope === "project") await draftKnowledge(draft, where, wishes.launch);
  if (project && wishes.launch.args.includes(SERVER_FILE))
    await draft.edit(path.join(project.top, SERVER_FILE), () => SERVER_TEXT);
  if (project && hooks && runtimes.some((each) => each.hooks)) await draftScript(draft, project, hookLaunch);
  if (where.private) await exclude(draft, where);
  else {
    await configure(draft, where, wishes);
    await noteConfig(draft, where);
  }
  return { changes: draft.changes(), tracked };
}

async function addRuntime(draft: Draft, runtime: Runtime, where: Where, wishes: Wishes): Promise<void> {
  const { scope, place } = where;
  const files = filesOf(runtime, scope, place);
  const config = files && configOf(files);
  if (!config) return;
  const entry = entryOf(runtime, wishes, scope === "project");
  await draft.edit(config, (text, shown) => setEntry(runtime, text, entry, shown));
  if (wishes.hooks) await draftHooks({ draft, place }, runtime, wishes.hookLaunch, wishes.project);
  await addPermit(draft, runtime, hookFileOf(runtime, scope, place), wishes);
  if (wishes.project) await draftServerBelow(draft, runtime, wishes.launch, wishes.project);
  if (files.instructions !== null)
    await draft.edit(files.instructions, (text, shown) => setBlock(text, runtime.instructionsHead, shown));
}

const entryOf = ({ entry, permit }: Runtime, { launch, permit: wanted }: Wishes, inProject: boolean) => ({
  ...entry(launch, inProject),
  ...(wanted && permit?.kind === "entry" ? permit.fields : {}),
});

async function addPermit(
  draft: Draft,
  { hooks, permit }: Runtime,
  file: string | null,
  { permit: wanted }: Wishes,
): Promise<void> {
  if (!wanted || hooks === null || file === null || permit?.kind !== "list") return;
  await draft.edit(file, (text, shown) => setPermit(permit, hooks.format, text, shown));
}

/** Only in places of this person; files that git tracks stay unchanged and are named. */
async function addPrivately(draft: Draft, runtime: Runtime, where: Where, wishes: Wishes): Promise<string[]> {
  const { place } = where;
  const { top } = place;
  const files = filesOf(runtime, "project", place);
  if (top === null || files === null) return [];
  const entry = entryOf(runtime, wishes, true);
  const [own] = runtime.projectsKey === null ? [] : runtime.user(place).config;
  const config = own ?? configOf(files);
  const hookFile = privateSettingsOf(runtime, place);
  const isFree = async (file: string | null) =>
    file !== null && (file === own || !(await isTracked(top, file)));
  if (config !== null && (await isFree(config)))
    await draft.edit(config, (text, shown) =>
      config === own
        ? setLocalEntry(runtime, top, { text, file: shown }, entry)
        : setEntry(runtime, text, entry, shown),
    );
  const { hooks } = runtime;
  if (hooks && hookFile !== null && (await isFree(hookFile))) {
    const lines = hookEntries(runtime.name, hooks, absolute(wishes.hookLaunch, top), null);
    if (wishes.hooks) await draft.edit(hookFile, (text, shown) => setHooks(hooks, text, lines, shown));
    await addPermit(draft, runtime, hookFile, wishes);
  }
  const wanted = [config, hooks === null ? null : hookFile].flatMap((file) => file ?? []);
  const held: string[] = [];
  for (const file of wanted) if (!(await isFree(file))) held.push(shownPath(file, place));
  return held;
}

/** Absolute, as without the project's script nobody searches for the program from another folder. */
const absolute = ({ command, args }: Launch, top: string): Launch => ({
  command,
  args: args.map((arg) => (/\.[cm]?js$/.test(arg) ? path.resolve(top, arg) : arg)),
});

/** New files of the project, and the folder of lessons, which are then only in the clone's refs. */
async function exclude(draft: Draft, { place, repository }: Where): Promise<void> {
  if (repository === null || place.top === null) return;
  const top = place.top;
  const made = draft
    .changes()
    .filter(({ before, target }) => before === null && target.startsWith(top + path.sep))
    .map(({ target }) => path.relative(top, target).split(path.sep).join("/"));
  await draft.edit(excludeFile(repository.commonDir), (text) => setExcluded(text, [".agentops/", ...made]));
}

const PAGES = { checks: "docs/checks.md", envelope: "docs/envelope.md" } as const;

/** Says what takes effect with the written configuration; or, for a part that can't be proposed, how to write one. */
export function notesOnConfig(
  fresh: readonly Part[],
  { scope, place: { top } }: Where,
  changed: readonly string[],
): string[] {
  if (changed.includes(CONFIG_PATH))
    return [`${CONFIG_PATH} takes effect once it is committed on the base branch.`];
  const asked = (["checks", "envelope"] as const).filter((part) => fresh.includes(part));
  if (scope === "user" || top === null || asked.length === 0 || existsSync(path.join(top, CONFIG_PATH)))
    return [];
  return [
    `Nothing was found to propose for ${asked.join(" and ")}: no script that tests, and no folder in the last commit. Write it into ${CONFIG_PATH}, as ${asked.map((part) => PAGES[part]).join(" and ")} of this package show, or run this again once there is some.`,
  ];
}

/** A first policy for a person to read; it takes effect only once it is committed on base. */
async function configure(draft: Draft, { scope, place }: Where, { fresh, phases }: Wishes): Promise<void> {
  const { top } = place;
  if (top === null) return;
  const config = path.join(top, CONFIG_PATH);
  if (phases !== null) await draft.edit(config, (text, shown) => setPhases(text, phases, shown));
  if (scope === "user" || (!fresh.includes("checks") && !fresh.includes("envelope"))) return;
  const checks = proposeChecks(top);
  const tracked = await trackedAt(top);
  await draft.edit(config, (text) => {
    // A person's own entries stay as they are.
    const has = keysIn(text);
    const proposed = has.includes("setup") ? checks.map((each) => ({ ...each, setup: null })) : checks;
    const texts = [
      fresh.includes("checks") && !has.includes("checks") ? proposalText(proposed) : "",
      fresh.includes("envelope") && !has.includes("envelope") ? envelopeText(top, tracked, checks) : "",
    ].filter((each) => each !== "");
    const start = text === "" || text.endsWith("\n") ? text : `${text}\n`;
    return texts.length === 0 ? text : start + texts.join("\n");
  });
}
