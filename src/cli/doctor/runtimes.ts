// Checks each configured runtime: reads its file and starts its server as the runtime would.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { type SeenServer, shakeHands } from "../../mcp/handshake.ts";
import { RUNTIMES } from "../../runtimes/all.ts";
import { parseConfiguration } from "../../runtimes/edit.ts";
import { type Runtime, SERVER_NAME, type StoredEntry } from "../../runtimes/runtime.ts";
import { namesServerFile, SERVER_FILE, serverFileProblem } from "../../runtimes/server-file.ts";
import { isTable, textsOf } from "../../runtimes/table.ts";
import { expandWorkspaceFolder } from "../../runtimes/workspace-folder.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { readText } from "../../shared/files.ts";
import { counted } from "../../shared/text/count.ts";
import { countTokens } from "../../shared/text/tokens.ts";
import { VERSION } from "../help.ts";
import { filesOf, type Place, programOnPath, shownPath } from "../init/place.ts";
import { type Check, fail, ok, warn } from "./check.ts";

/** Milliseconds; no runtime waits longer. */
const LIMIT_MS = 5_000;
/** A first start reads the program from the disk, so the start of every day is a later one. */
const MOST_STARTS = 3;

/** One check per runtime file that names the server or does not parse. */
export async function checkRuntimes(
  place: Place & { readonly below: string },
  progress: (name: string) => void,
): Promise<Check[]> {
  const checks: Check[] = [];
  // One after the other, as a start is measured best on an otherwise idle machine.
  for (const runtime of RUNTIMES) {
    for (const scope of ["project", "user"] as const) {
      for (const file of filesOf(runtime, scope, place)?.config ?? []) {
        if (!existsSync(file)) continue;
        progress(runtime.label);
        const check = await checkFile(runtime, file, place);
        if (check) checks.push(check);
      }
    }
    const here = await checkBelow(runtime, place);
    if (here) checks.push(here);
  }
  if (checks.length > 0) return checks;
  return [warn("runtimes", "none is configured", "Run agentops-mcp init.")];
}

/** Seen with Codex and OpenCode: a path from the top leads nowhere in the folder where they start the server. */
async function checkBelow(
  { name, label, project, startsServersBelow }: Runtime,
  { top, below }: Place & { readonly below: string },
): Promise<Check | null> {
  if (top === null || below === "" || !startsServersBelow) return null;
  const namesUs = async (folder: string, what: string): Promise<boolean> => {
    const texts = await Promise.all(project.config.map((file) => readText(path.join(folder, file))));
    return texts.some((text) => text?.includes(what));
  };
  if (!(await namesUs(top, `"${SERVER_FILE}"`)) || (await namesUs(path.join(top, below), SERVER_FILE)))
    return null;
  return warn(
    `${name} ${below}`,
    `${label} started here reads the settings of ${top} and starts the server in this folder, where its path leads nowhere`,
    `Start it at the top, or run here: agentops-mcp init --runtime ${name} --here`,
  );
}

async function checkFile(runtime: Runtime, file: string, place: Place): Promise<Check | null> {
  const name = `${runtime.name} ${shownPath(file, place)}`;
  try {
    const config = parseConfiguration(runtime, await readFile(file, "utf8"), shownPath(file, place));
    const stored = entryFor(runtime, config, place);
    if (stored === undefined) return null;
    const entry = runtime.read(stored);
    if (!entry)
      return fail(name, "the entry names no command", `Run agentops-mcp init --runtime ${runtime.name}.`);
    const denied = await deniedBy(runtime, config, place);
    if (entry.disabled)
      return warn(name, "the entry is disabled", `Enable ${SERVER_NAME} in ${shownPath(file, place)}.`);
    if (denied !== null)
      return warn(name, `the entry is disabled by ${denied}`, `Take ${SERVER_NAME} out of that list.`);
    return checkServer(runtime, name, expandWorkspaceFolder(entry, place.top ?? place.home), place);
  } catch (error) {
    if (error instanceof AgentOpsError) return fail(name, error.message, "Correct the file by hand.");
    return fail(name, String(error), "Make the file readable.");
  }
}

/** The entry for this project: its own where the file has one, else the general one. */
function entryFor({ serversKey, projectsKey }: Runtime, config: unknown, { top }: Place): unknown {
  const own = projectsKey === null || top === null ? [] : [[projectsKey, top, serversKey, SERVER_NAME]];
  return [...own, [serversKey, SERVER_NAME]]
    .map((keys) => valueAt(config, keys))
    .find((value) => value !== undefined);
}

function valueAt(config: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((value, key) => (isTable(value) ? value[key] : undefined), config);
}

/** The list of names in other settings that switches the entry off; null where none does. */
async function deniedBy(
  runtime: Runtime,
  config: Record<string, unknown>,
  { top }: Place,
): Promise<string | null> {
  for (const { file, at } of runtime.denyLists) {
    const settings = file === null ? config : await readSettings(top, file);
    if (textsOf(valueAt(settings, at)).includes(SERVER_NAME))
      return [file, at.join(".")].filter(Boolean).join(" ");
  }
  return null;
}

async function readSettings(top: string | null, file: string): Promise<unknown> {
  if (top === null) return null;
  try {
    return JSON.parse(await readFile(path.join(top, file), "utf8"));
  } catch {
    // A missing or broken file switches nothing off.
    return null;
  }
}

async function checkServer(runtime: Runtime, name: string, entry: StoredEntry, place: Place): Promise<Check> {
  const cwd = place.top ?? process.cwd();
  const env = environmentOf(runtime, entry, place);
  const again = `Run agentops-mcp init --runtime ${runtime.name}, or correct the entry.`;
  const missing = missingFile(entry, cwd, env);
  if (missing !== null) return fail(name, missing, again);
  const started = entry.args.find(namesServerFile);
  if (started !== undefined) {
    const problem = serverFileProblem(await readText(path.resolve(cwd, started)));
    // The program is somebody else's then, so it is not started.
    if (problem !== null) return warn(name, problem, again);
  }
  const server = { command: entry.command, args: entry.args, env, cwd };
  const { startLimitMs } = runtime;
  let best: SeenServer | null = null;
  for (let starts = 0; starts < MOST_STARTS; starts += 1) {
    const seen = await shakeHands(server, LIMIT_MS);
    if ("problem" in seen) return fail(name, `no handshake: ${seen.problem}`, again);
    if (best === null || seen.milliseconds < best.milliseconds) best = seen;
    if (startLimitMs === null || best.milliseconds <= startLimitMs / 2) break;
  }
  return best === null ? fail(name, "no handshake", again) : judge(runtime, name, entry, best);
}

function judge(runtime: Runtime, name: string, { command }: StoredEntry, seen: SeenServer): Check {
  const { startLimitMs } = runtime;
  const took = Math.round(seen.milliseconds);
  const limit = startLimitMs === null ? "" : ` of ${startLimitMs}`;
  const tokens = countTokens(JSON.stringify(seen.tools));
  const found = `${counted(seen.tools.length, "tool")}, at most ${tokens} tokens, up in ${took}${limit} ms, version ${seen.version}`;
  if (seen.noise !== null)
    return fail(name, `${found}; ${seen.noise}`, "Let nothing but the server write to stdout.");
  if (startLimitMs !== null && took > startLimitMs) {
    const slow = `${found}: too slow, ${runtime.label}'s first request goes without the tools`;
    const orWait = runtime.startLimitSetting === null ? "" : ` Or let it wait: ${runtime.startLimitSetting}.`;
    return fail(
      name,
      slow,
      `Start it by node and a path, without npx or a shell, from a fast disk.${orWait}`,
    );
  }
  if (seen.name !== SERVER_NAME)
    return warn(name, `${found}; it calls itself ${seen.name}`, "Name this server in the entry.");
  if (seen.version !== VERSION)
    return warn(
      name,
      `${found}; this command is ${VERSION}: two versions are installed`,
      "Update the older one.",
    );
  if (command === "npx")
    return warn(
      name,
      `${found}; started by npx`,
      "Install the package and start it by node: npx is five times slower.",
    );
  return ok(name, found);
}

/** Runtimes pass on different parts of their environment, so a server that works in a shell may fail there. */
function environmentOf(runtime: Runtime, entry: StoredEntry, { env }: Place): Record<string, string> {
  const passed = Object.entries(env).flatMap(([variable, value]): [string, string][] =>
    value !== undefined && runtime.passesOn(variable) ? [[variable, value]] : [],
  );
  return { ...Object.fromEntries(passed), ...entry.env };
}

/** Which file of the command is missing, in words; null where none is. */
function missingFile(
  { command, args }: StoredEntry,
  cwd: string,
  env: Record<string, string>,
): string | null {
  if (/[\\/]/.test(command)) {
    if (!existsSync(path.resolve(cwd, command))) return `the program ${command} does not exist`;
  } else if (programOnPath(command, { env }) === null) return `the program ${command} is not on PATH`;
  const script = args.find((arg) => /\.[cm]?js$/.test(arg));
  return script === undefined || existsSync(path.resolve(cwd, script))
    ? null
    : `the file ${script} does not exist`;
}
