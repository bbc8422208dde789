// Names a file as the repository does, wherever its path was written and in whatever spelling.
import { existsSync, lstatSync, realpathSync } from "node:fs";
import path from "node:path";
import { isAbsolutePath, readPath, tidyPath } from "../shared/text/written-path.ts";
import { type Place, placeAt } from "./place.ts";

export interface NamedPath {
  /** From the top of whichever working tree of the repository holds it; as it was written where it lies outside. */
  readonly path: string;
  readonly line: string;
  readonly isInside: boolean;
}

type PlaceOfPaths = Pick<Place, "commonDir" | "worktree">;

/**
 * `written` by somebody who works in `cwd`. A relative path begins there, or in the nearest folder above, up to the top,
 * in which it leads to something; `otherwise` is where one begins that leads nowhere. Links are followed as long as they
 * stay inside. Of a glob all that holds for its fixed folders.
 */
export function nameInRepository(
  written: string,
  cwd: string,
  place: PlaceOfPaths,
  otherwise = place.worktree,
): NamedPath {
  const found = locate(written, cwd, place.worktree, otherwise);
  if (found === null) return { path: written, line: "", isInside: false };
  const { begun, folder, asked, line } = found;
  const rest = asked.slice(folder.length);
  const inside = insideOf(path.resolve(begun, folder), realOf(place.worktree), realOf(place.commonDir));
  if (inside === null) return { path: asked, line, isInside: false };
  return { path: tidyPath(`./${inside}/${rest}`) || ".", line, isInside: true };
}

/** The same from the root of the disk, without following links; null for what is no path, such as an address. */
export function absoluteOf(
  written: string,
  cwd: string,
  { worktree }: Pick<Place, "worktree">,
  otherwise = worktree,
): string | null {
  const found = locate(written, cwd, worktree, otherwise);
  if (found === null) return null;
  const whole = path.resolve(found.begun, found.asked);
  return onDisk(whole) ?? whole;
}

interface Located {
  /** The folder from which it starts. */
  readonly begun: string;
  /** In the common form, as far as there is no wildcard, and whole. */
  readonly folder: string;
  readonly asked: string;
  readonly line: string;
}

function locate(written: string, cwd: string, top: string, otherwise: string): Located | null {
  if (/^(?!file:)[a-z][a-z0-9+.-]+:\/\/|^~/i.test(written)) return null;
  const { path: asked, line } = isFile(written, cwd)
    ? { path: tidyPath(written), line: "" }
    : readPath(written);
  const fixed = beforeWild(asked);
  const begun = isAbsolutePath(asked)
    ? "/"
    : beginningOf(fixed === "" ? asked : fixed, [realOf(cwd), realOf(top)], realOf(otherwise));
  // Some files are called `[id].ts`.
  const folder = onDisk(path.resolve(begun, asked)) === null ? fixed : asked;
  return { begun, folder, asked, line };
}

function beforeWild(glob: string): string {
  const parts = glob.split("/");
  const wild = parts.findIndex((part) => /[*?[\]{}]/.test(part));
  return (wild < 0 ? parts : parts.slice(0, wild)).join("/");
}

/** A file may be called `notes:3`. */
const isFile = (written: string, cwd: string): boolean =>
  readPath(written).line !== "" && existsSync(path.resolve(cwd, written));

/** The folder from which a relative path starts. */
function beginningOf(relative: string, [cwd, top]: readonly [string, string], otherwise: string): string {
  if (!isBelow(cwd, top)) return otherwise;
  // `../` says where the path starts.
  if (relative === "" || relative.split("/", 1)[0] === "..") return cwd;
  const [first = ""] = relative.split("/");
  let begun: string | null = null;
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    if (onDisk(path.join(folder, relative)) !== null) return folder;
    // A new file lies in an existing folder.
    if (first !== relative && onDisk(path.join(folder, first)) !== null) begun ??= folder;
    if (folder === top) return begun ?? otherwise;
  }
}

/** From the top of the working tree that holds it; null where no working tree of this repository does. */
function insideOf(absolute: string, own: string, commonDir: string): string | null {
  // A link that leads out of the repository is still a place in it.
  for (const file of [realOf(absolute), path.resolve(absolute)]) {
    for (let folder = file; ; folder = path.dirname(folder)) {
      const isTop = folder === own || (placeOf(folder) ?? "") === commonDir;
      if (isTop) return path.relative(folder, file).split(path.sep).join("/");
      if (folder === path.dirname(folder)) break;
    }
  }
  return null;
}

function placeOf(folder: string): string | null {
  if (!isThere(folder) || !lstatSync(folder).isDirectory()) return null;
  const found = placeAt(folder);
  return found && realOf(found.commonDir);
}

/** The path as the disk spells it, with all links followed, even if its end does not exist. */
function realOf(file: string): string {
  const found = onDisk(file);
  if (found !== null) {
    try {
      return realpathSync.native(found);
    } catch {
      return found;
    }
  }
  const parent = path.dirname(file);
  return parent === file ? file : path.join(realOf(parent), path.basename(file));
}

/** The path with its letters composed as on the disk; null where there is nothing. */
function onDisk(file: string): string | null {
  const spellings = new Set([file, file.normalize("NFC"), file.normalize("NFD")]);
  return [...spellings].find((each) => isThere(each)) ?? null;
}

/** False also below a file, and for a name that no disk accepts. */
export function isThere(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

export const isBelow = (file: string, folder: string): boolean =>
  file === folder || file.startsWith(folder + path.sep);
