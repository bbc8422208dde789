// Finds where to look for runtimes: the project's top folder, the home folder and PATH.
import { accessSync, constants, existsSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { tryGit } from "../../git/run.ts";
import type { UserPlace } from "../../runtimes/launch.ts";
import type { Runtime, RuntimeFiles, Scope } from "../../runtimes/runtime.ts";

export interface Place extends UserPlace {
  /** Null outside a repository and in a bare one. */
  readonly top: string | null;
}

export const placeOf = (top: string | null): Place => ({
  top,
  home: os.homedir(),
  env: process.env,
  platform: process.platform,
});

/** The runtime's files of a scope with absolute paths; null where the scope does not exist here. */
export function filesOf(runtime: Runtime, scope: Scope, place: Place): RuntimeFiles | null {
  if (scope === "user") return runtime.user(place);
  const { top } = place;
  if (top === null) return null;
  const absolute = (file: string) => path.join(top, file);
  const { config, instructions, signs } = runtime.project;
  return {
    config: config.map(absolute),
    instructions: instructions === null ? null : absolute(instructions),
    signs: signs.map(absolute),
  };
}

/** The file of the runtime's hooks in a scope; null where it has none or the scope does not exist here. */
export function hookFileOf({ hooks }: Runtime, scope: Scope, place: Place): string | null {
  if (hooks === null) return null;
  if (scope === "user") return hooks.userFile(place);
  return place.top === null ? null : path.join(place.top, hooks.file);
}

/** Files of the runtime below the top, for sessions that start there; absolute. */
export async function settingsBelow(
  { hooks, project, startsServersBelow }: Runtime,
  { top }: Place,
): Promise<string[]> {
  const own = hooks?.readWhereStarted ? [hooks.file] : [];
  if (top === null || (own.length === 0 && !startsServersBelow)) return [];
  const names = [...new Set([...own, ...project.config])].map((file) => `:(glob)*/**/${file}`);
  const { stdout } = await tryGit(top, ["ls-files", "-zco", "--exclude-standard", "--", ...names]);
  return stdout.split("\0").flatMap((file) => (file === "" ? [] : [path.join(top, file)]));
}

/** Where a private set-up puts hooks and permission: the person's own settings, else the project's. */
export function privateSettingsOf(runtime: Runtime, place: Place): string | null {
  const { localSettings } = runtime;
  if (localSettings === null || place.top === null) return hookFileOf(runtime, "project", place);
  return path.join(place.top, localSettings);
}

/** The configuration that the runtime reads: the first that exists, else the first; null where it reads none. */
export const configOf = ({ config }: RuntimeFiles): string | null =>
  config.find((file) => existsSync(file)) ?? config[0] ?? null;

/** The sign that the runtime is in use: a file, a folder or a program; null without one. */
export function foundBy(runtime: Runtime, place: Place): string | null {
  const signs = (["project", "user"] as const).flatMap(
    (scope) => filesOf(runtime, scope, place)?.signs ?? [],
  );
  const sign = signs.find((file) => existsSync(file));
  if (sign !== undefined) return shownPath(sign, place);
  const program = runtime.programs.find((name) => programOnPath(name, place) !== null);
  return program === undefined ? null : `${program} on PATH`;
}

/** The program's file; ignores folders that npm, npx and Yarn add to PATH for one command. */
export function programOnPath(name: string, { env }: Pick<Place, "env">): string | null {
  const folders = (env.PATH ?? "").split(path.delimiter).filter(path.isAbsolute);
  const lasting = folders.filter(
    (folder) => !/[\\/]node_modules[\\/]\.bin[\\/]?$/.test(folder) && folder !== env.BERRY_BIN_FOLDER,
  );
  const endings = process.platform === "win32" ? [".exe", ".cmd"] : [""];
  const files = lasting.flatMap((folder) => endings.map((ending) => path.join(folder, name + ending)));
  return files.find(isProgram) ?? null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Relative to the project, below ~, or absolute: the shortest form that a person recognises. */
export function shownPath(file: string, { top, home }: Place): string {
  if (top !== null && isBelow(file, top)) return path.relative(top, file);
  return isBelow(file, home) ? `~/${path.relative(home, file)}` : file;
}

const isBelow = (file: string, folder: string): boolean => file.startsWith(folder + path.sep);
