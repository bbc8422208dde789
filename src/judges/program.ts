// Finds a judge's program where the policy says, and never in a place that the worker whose claim it judges can write.

import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { programFolders } from "../checks/sandbox.ts";
import { versionOf } from "../checks/tools.ts";
import type { Judge } from "../policy/judges-and-panels.ts";
import { sha256 } from "../shared/sha256.ts";
import { ADAPTER } from "./all.ts";

export interface Program {
  readonly argv: readonly [string, ...string[]];
  /** Its files, and those that it needs beside them. */
  readonly visible: readonly string[];
  /** By which it is known again. */
  readonly version: string;
}

export interface Places {
  /** The worker's folders: every working tree, the git directory and the checkout. */
  readonly hidden: readonly string[];
  /** The same files as a judge sees them. */
  readonly checkout: string;
  /** Where versions that were asked for are kept. */
  readonly folder: string;
}

/** Of a file whose content tells one version of a command from another; larger ones tell by their size. */
const READ_BYTES = 4 * 1024 ** 2;

/** The program, or in words why it can't be used. */
export async function findProgram(judge: Judge, places: Places): Promise<Program | string> {
  const [named = "", ...args] = judge.run ?? [ADAPTER[judge.adapter].program ?? ""];
  const found = path.isAbsolute(named) ? named : onPath(named, places.hidden);
  if (found === null || !existsSync(found))
    return `there is no program ${named.slice(0, 200)} outside of the repository`;
  const argv: [string, ...string[]] = [found, ...args];
  const inside = argv.find((word) => isWorkers(word, places));
  if (inside !== undefined)
    return `${inside.slice(0, 200)} lies where the worker can write: keep a judge's program outside of the repository`;
  const files = [...new Set(argv.flatMap(fileIn))];
  const visible = [...new Set(files.flatMap((file) => besides(file, places.hidden)))];
  if (judge.adapter === "command") return { argv, visible, version: ownVersion(judge, argv, files) };
  const version = await versionOf(argv, files, places.folder, places.hidden);
  return version === null ? `${named.slice(0, 200)} does not tell its version` : { argv, visible, version };
}

function onPath(name: string, hidden: readonly string[]): string | null {
  if (name === "" || name.includes("/") || name.includes("\\")) return null;
  const folder = programFolders(hidden).find((each) => existsSync(path.join(each, name)));
  return folder === undefined ? null : path.join(folder, name);
}

/** A word that names something of the worker's: by itself, after `=`, through links, or seen from one of its folders. */
function isWorkers(word: string, { hidden, checkout }: Places): boolean {
  const named = [word, word.slice(word.indexOf("=") + 1)];
  return named.some((text) => {
    if (isBelow(path.posix.normalize(text), checkout)) return true;
    if (path.isAbsolute(text))
      return hidden.some((each) => isBelow(real(text), real(each)) || isBelow(text, each));
    return /[\\/]|\.\w+$/.test(text) && hidden.some((each) => existsSync(path.join(each, text)));
  });
}

const isBelow = (place: string, folder: string): boolean =>
  place === folder || place.startsWith(folder + path.sep);

function real(place: string): string {
  try {
    return realpathSync(place);
  } catch {
    return path.resolve(place);
  }
}

const fileIn = (word: string): string[] => {
  const text = path.isAbsolute(word) ? word : word.slice(word.indexOf("=") + 1);
  return path.isAbsolute(text) && statSync(text, { throwIfNoEntry: false })?.isFile() ? [text] : [];
};

/**
 * A program and its modules: all of its package, or what lies in its folder unless that holds much more than programs.
 * Of a link its folder too: a mount can't be laid onto a link.
 */
function besides(file: string, hidden: readonly string[]): string[] {
  const target = real(file);
  const modules = /^(.*?[\\/]node_modules)[\\/]/.exec(target)?.[1];
  const folder = modules ?? path.dirname(target);
  const isWide = (place: string) =>
    [path.parse(target).root, os.homedir(), os.tmpdir(), ...hidden].some((each) => isBelow(each, place));
  const link = path.dirname(file);
  return [isWide(folder) ? target : folder, ...(target === file || isWide(link) ? [] : [link])];
}

function ownVersion({ version }: Judge, argv: readonly string[], files: readonly string[]): string {
  const contents = files.map((file) => {
    const { size } = statSync(file);
    return size > READ_BYTES ? size : sha256(readFileSync(file));
  });
  const digest = sha256(JSON.stringify([argv, contents])).slice(0, 12);
  return version === undefined ? digest : `${version}+${digest}`;
}
