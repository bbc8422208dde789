// Checks each runtime's hooks: they exist, nothing switches them off, and their command answers an event.

import path from "node:path";
import { RUNTIMES } from "../../runtimes/all.ts";
import { storedEntry } from "../../runtimes/edit.ts";
import { storedHooks } from "../../runtimes/edit-hooks.ts";
import { HOOK_SCRIPT_FILE, scriptProblem } from "../../runtimes/hook-script.ts";
import {
  type HookEntry,
  type HookSettings,
  isGuarded,
  namedBy,
  runsScript,
} from "../../runtimes/hook-settings.ts";
import { HOOK_DIALECTS } from "../../runtimes/hooks/all.ts";
import type { Runtime } from "../../runtimes/runtime.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { readText } from "../../shared/files.ts";
import { counted } from "../../shared/text/count.ts";
import { filesOf, hookFileOf, type Place, privateSettingsOf, shownPath } from "../init/place.ts";
import { type Check, fail, ok, warn } from "./check.ts";
import { untrusted } from "./codex-trust.ts";
import { bareStart, runHookCommand } from "./hook-run.ts";
import { offSwitch } from "./hook-state.ts";

/** Milliseconds; the timeout that init writes. */
const LIMIT_MS = 10_000;
/** Milliseconds; a tool call waits for its hooks. */
const SLOW_MS = 1_000;
/** Starts of an empty Node program: a hook takes about three, and a busy machine slows both down alike. */
const SLOW_STARTS = 6;
/** A first run reads the program from the disk, so a slow one is repeated. */
const MOST_RUNS = 3;

/** One check per file with our hooks, and one per runtime that has the server and no hooks. */
export async function checkHooks(place: Place, below: string): Promise<Check[]> {
  const checks: Check[] = [];
  for (const runtime of RUNTIMES)
    if (runtime.hooks !== null) checks.push(...(await checkRuntime(runtime, runtime.hooks, place, below)));
  return checks;
}

async function checkRuntime(
  runtime: Runtime,
  hooks: HookSettings,
  place: Place,
  below: string,
): Promise<Check[]> {
  const name = `${runtime.name} hooks`;
  const checks: Check[] = [];
  const installed: string[] = [];
  const files = [
    hookFileOf(runtime, "project", place),
    privateSettingsOf(runtime, place),
    hookFileOf(runtime, "user", place),
  ];
  for (const file of new Set(files)) {
    const text = file === null ? null : await readText(file);
    if (file === null || text === null) continue;
    const shown = shownPath(file, place);
    const stored = storedIn(hooks, text, shown);
    if (!Array.isArray(stored))
      checks.push(fail(`${name} ${shown}`, stored.problem, "Correct the file by hand."));
    else if (stored.length > 0) {
      installed.push(shown);
      checks.push(await checkFile({ runtime, hooks, file, stored }, place));
    }
  }
  const about = await checkNumber(runtime, installed, place);
  const here = await checkBelow(runtime, hooks, installed, { ...place, below });
  return [...checks, ...[about, here].flatMap((each) => each ?? [])];
}

/** Some runtimes read no settings of the top when they are started below it. */
async function checkBelow(
  { name, label }: Runtime,
  hooks: HookSettings,
  installed: readonly string[],
  { top, below, ...place }: Place & { readonly below: string },
): Promise<Check | null> {
  if (top === null || below === "" || !hooks.readWhereStarted || !installed.includes(hooks.file)) return null;
  const text = await readText(path.join(top, below, hooks.file));
  const stored = storedIn(hooks, text ?? "", hooks.file);
  if (installed.includes(shownPath(hooks.userFile({ ...place }), { top, ...place }))) return null;
  if (Array.isArray(stored) && stored.length > 0) return null;
  return warn(
    `${name} hooks ${below}`,
    `${label} started here reads no settings of ${top}: no hook runs`,
    `Start it at the top, or run here: agentops-mcp init --runtime ${name} --here`,
  );
}

async function checkNumber(
  runtime: Runtime,
  installed: readonly string[],
  place: Place,
): Promise<Check | null> {
  const name = `${runtime.name} hooks`;
  if (installed.length > 1)
    return warn(
      name,
      `in ${installed.join(" and ")}: each event runs them twice`,
      "Run agentops-mcp uninstall --scope user, or without --scope for the project's.",
    );
  if (installed.length > 0 || !(await hasServer(runtime, place))) return null;
  return warn(
    name,
    "none: the agent gets lessons only when it asks",
    `Run agentops-mcp init --runtime ${runtime.name}; after init --no-hooks this is as you wanted it.`,
  );
}

/** A runtime's file with our hooks. */
interface HookFile {
  readonly runtime: Runtime;
  readonly hooks: HookSettings;
  readonly file: string;
  readonly stored: readonly HookEntry[];
}

async function checkFile(found: HookFile, place: Place): Promise<Check> {
  const { runtime, hooks, file, stored } = found;
  const name = `${runtime.name} hooks ${shownPath(file, place)}`;
  const again = `Run agentops-mcp init --runtime ${runtime.name}${file === hooks.userFile(place) ? " --scope user" : ""}.`;
  const events = Object.keys(hooks.events);
  const missing = events.filter((event) => !stored.some((entry) => entry.event === event));
  if (missing.length > 0) return warn(name, `none for ${missing.join(", ")}`, again);
  const dialectEvents = HOOK_DIALECTS[runtime.name]?.events ?? {};
  const wrong = misset(runtime, hooks, stored);
  if (wrong !== null) return warn(name, wrong, again);
  const open = stored.filter((entry) => dialectEvents[entry.event] === "before-tool" && !isGuarded(entry));
  if (open.length > 0)
    return warn(
      name,
      `those for ${open.map(({ event }) => event).join(", ")} are of an older version: where they fail, the call goes ahead`,
      again,
    );
  if (place.top !== null && file === path.join(place.top, hooks.file)) {
    const problem = stored.every(runsScript)
      ? scriptProblem(await readText(path.join(place.top, HOOK_SCRIPT_FILE)))
      : "their lines are of an older version, which finds the program in one place only";
    if (problem !== null) return warn(name, problem, again);
  }
  const off = await offSwitch(hooks, place);
  if (off !== null) return warn(name, `switched off by ${off}`, "Take that setting out.");
  if (runtime.name === "codex") {
    const { never, changed } = await untrusted(file, place);
    const why = [
      ...(never.length > 0 ? [`nobody has trusted those for ${never.join(", ")}`] : []),
      ...(changed.length > 0 ? [`those for ${changed.join(", ")} have changed since they were trusted`] : []),
    ];
    if (why.length > 0)
      return warn(
        name,
        `Codex skips them in silence: ${why.join("; ")}`,
        "Start codex here, enter /hooks and trust those of agentops-mcp.",
      );
  }
  return checkCommand(found, place, name, again);
}

/** What is wrong with hooks that an older version or a person has written; null where nothing is. */
function misset(
  { name, label }: Runtime,
  { events }: HookSettings,
  stored: readonly HookEntry[],
): string | null {
  for (const { event, matcher, command } of stored) {
    const named = namedBy(command);
    if (!(event in events)) return `${event} is no event of ${label} that is answered`;
    if (named?.runtime !== name) return `the one for ${event} names the runtime ${named?.runtime}`;
    if (named.event !== event) return `the one for ${event} answers as for ${named.event}`;
    if (matcher !== (events[event] ?? null))
      return `the one for ${event} is for ${matcher ?? "all tools"} instead of ${events[event] ?? "all"}`;
  }
  return null;
}

/** `again` is the command that writes them again. */
async function checkCommand(
  { runtime, hooks, stored }: HookFile,
  place: Place,
  name: string,
  again: string,
): Promise<Check> {
  const dialect = HOOK_DIALECTS[runtime.name];
  const start = stored.find(({ event }) => dialect?.events[event] === "session-start");
  if (!dialect || !start) return fail(name, "no command for a session's start", again);
  const folder = place.top ?? place.home;
  const variable = /^\$(\w+)$/.exec(hooks.projectFolder ?? "")?.[1];
  const env = { ...place.env, ...(variable === undefined ? {} : { [variable]: folder }) };
  let best = Number.POSITIVE_INFINITY;
  for (let runs = 0; runs < MOST_RUNS; runs += 1) {
    const ran = await runHookCommand(start.command, dialect, { cwd: folder, env, limitMs: LIMIT_MS });
    if ("problem" in ran) return fail(name, `${start.command}: ${ran.problem}`, again);
    best = Math.min(best, ran.milliseconds);
    if (best <= SLOW_MS / 4) break;
  }
  const found = `${counted(stored.length, "event")}, answer to a session's start in ${Math.round(best)} ms`;
  if (best <= SLOW_MS || best <= SLOW_STARTS * bareStart()) return ok(name, found);
  return warn(
    name,
    `${found}: the agent waits that long at each tool call`,
    "Start it by node and a path, from a fast disk.",
  );
}

function storedIn(hooks: HookSettings, text: string, shown: string): HookEntry[] | { problem: string } {
  // A broken file that does not name this program may be somebody else's.
  if (!text.includes("agentops")) return [];
  try {
    return storedHooks(hooks, text, shown);
  } catch (error) {
    return { problem: error instanceof AgentOpsError ? error.message : String(error) };
  }
}

async function hasServer(runtime: Runtime, place: Place): Promise<boolean> {
  for (const scope of ["project", "user"] as const)
    for (const file of filesOf(runtime, scope, place)?.config ?? []) {
      const text = await readText(file);
      try {
        if (text !== null && storedEntry(runtime, text, file) !== undefined) return true;
      } catch {
        // The check of the runtime's configuration reports it.
      }
    }
  return false;
}
