// Resolves where a written path really leads on this disk, through links, `..`, letter case and other working trees.

import { existsSync, lstatSync, readlinkSync, realpathSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Place, placeAt } from "../../git/place.ts";
import { isBelow, isThere } from "../../git/repository-path.ts";
import { fixedFolder } from "../../policy/fixed-folder.ts";
import { isCode, readTextNow } from "../../shared/files.ts";
import type { FileTarget } from "../action.ts";

const LONGEST = 4_096;
/** As many links as Linux follows. */
const MOST_LINKS = 40;
/** A backslash is an ordinary letter on systems that separate folders with slashes. */
const SEPARATORS = path.sep === "/" ? /\/+/g : /[\\/]+/g;

/** `typed` is the path as a tool gets it, relative to `cwd`. Never throws. */
export function resolveFile(
  typed: string,
  cwd: string,
  place: Pick<Place, "commonDir" | "gitDir" | "worktree">,
): FileTarget {
  const problem = problemOf(typed, cwd);
  if (problem !== null) return unclear("", problem);
  try {
    const lexical = real(path.resolve(cwd, typed));
    // Some programs compose letters before they open a path.
    const composed = typed.normalize("NFC");
    if (composed !== typed && real(path.resolve(cwd, composed)).normalize("NFC") !== lexical.normalize("NFC"))
      return unclear(lexical, "leads to a place that depends on how its letters are composed");
    // Some programs remove `..` from the text before they open it, and some leave it to the system.
    if (
      typed.split(/[\\/]/).includes("..") &&
      !path.isAbsolute(typed) &&
      real(`${cwd}${path.sep}${typed}`) !== lexical
    )
      return unclear(lexical, "leads through a link and back, to a place that depends on who reads it");
    if (path.isAbsolute(typed) && real(typed) !== lexical)
      return unclear(lexical, "leads through a link and back, to a place that depends on who reads it");
    const inside = insideOf(lexical, place);
    const named = linksFrom(path.resolve(cwd, typed), lexical).map((absolute) => ({
      inside: insideOf(absolute, place),
      absolute,
    }));
    if (named.some(({ absolute }) => /^\/proc(?:\/|$)/.test(absolute)))
      return unclear(lexical, "leads through /proc, which is another place for each process");
    return { inside, absolute: lexical, named, problem: null };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "it can't be read";
    return unclear("", `can't be followed to its end (${code})`);
  }
}

const unclear = (absolute: string, problem: string): FileTarget => ({
  inside: null,
  absolute,
  named: [],
  problem,
});

/** Refuses paths that runtimes' tools are known to read in more than one way. */
function problemOf(typed: string, cwd: string): string | null {
  if (typed === "") return "is empty";
  if (typed.length > LONGEST) return `has more than ${LONGEST} characters`;
  if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(typed))
    return "holds a line break, a zero byte, another control character or half of one";
  if (typed.startsWith("~")) return "begins with ~, which not every program reads alike; write it in full";
  if (typed.trim() !== typed) return "begins or ends with white space, which not every program reads alike";
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(typed)) return "is an address, not a path";
  if (isEncoded(typed)) return "holds a character as its code after %, which not every program reads alike";
  const [first = ""] = typed.split(/[\\/]/);
  if (first.startsWith("@") && !isThere(path.resolve(cwd, first)))
    return "begins with @, which not every program reads alike; write it from / on";
  // For the process that opens it this is another place than for this one.
  if (/^\/(?:proc|dev\/fd)(?:\/|$)/.test(path.resolve(cwd, typed)))
    return "is another place for each process";
  return null;
}

/** True if Gemini CLI would decode `%2e` to a dot; it decodes nothing where one part of the path is no valid code. */
function isEncoded(typed: string): boolean {
  try {
    return decodeURIComponent(typed) !== typed;
  } catch {
    return false;
  }
}

/** The real path of what is there, or would be created, in the disk's spelling. */
function real(file: string, links = 0): string {
  try {
    return realpathSync.native(file);
  } catch (error) {
    if (!isCode(error, "ENOENT")) throw error;
  }
  const { length } = partThatIs(file);
  const parent = realpathSync.native(file.slice(0, length) || path.sep);
  const [name = "", ...rest] = file.slice(length).split(SEPARATORS).filter(Boolean);
  const next = `${file.slice(0, length)}${path.sep}${name}`;
  const found = lstatSync(next, { throwIfNoEntry: false });
  if (!found?.isSymbolicLink()) return path.join(parent, name, ...rest);
  if (links >= MOST_LINKS) throw Object.assign(new Error("too many links"), { code: "ELOOP" });
  return path.join(real(path.resolve(parent, readlinkSync(next)), links + 1), ...rest);
}

/** The part of a path that exists. Found by bisection, as a typed path may have any number of parts. */
function partThatIs(file: string): string {
  const ends = Array.from(file.matchAll(SEPARATORS), ({ index }) => index);
  let there = path.parse(file).root;
  let least = 0;
  let most = ends.length - 1;
  while (least <= most) {
    const middle = (least + most) >> 1;
    const part = file.slice(0, ends[middle]);
    if (existsSync(part || path.sep)) {
      if (part.length > there.length) there = part;
      least = middle + 1;
    } else most = middle - 1;
  }
  return there;
}

/** The path as it was typed and after each link on its way, up to `end`: a denial of any of these names counts. */
function linksFrom(file: string, end: string): string[] {
  const names: string[] = [];
  let name: string | null = file;
  while (name !== null && name !== end && names.length <= MOST_LINKS) {
    names.push(name);
    name = followed(name);
  }
  return names;
}

/** The path after its first link is followed by one step; null where it has none. */
function followed(file: string): string | null {
  const { root } = path.parse(file);
  const segments = file.slice(root.length).split(path.sep);
  for (let at = 1; at <= segments.length; at += 1) {
    const part = path.join(root, ...segments.slice(0, at));
    const found = lstatSync(part, { throwIfNoEntry: false });
    if (!found) return null;
    if (found.isSymbolicLink())
      return path.resolve(path.dirname(part), readlinkSync(part), ...segments.slice(at));
  }
  return null;
}

/** The place within whichever working tree of the repository holds it. */
function insideOf(
  file: string,
  { commonDir, gitDir, worktree }: Pick<Place, "commonDir" | "gitDir" | "worktree">,
) {
  const common = real(commonDir);
  if ([common, real(gitDir)].some((folder) => isBelow(file, folder))) return ".git";
  const own = real(worktree);
  const isFolder = lstatSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
  // What does not exist is no working tree.
  for (let folder = isFolder ? file : partThatIs(file); ; folder = path.dirname(folder)) {
    if (folder === own || isWorktreeOf(folder, common))
      return path.relative(folder, file).replaceAll(path.sep, "/") || ".";
    if (folder === path.dirname(folder)) return null;
  }
}

/** True only for a worktree that the repository itself lists, as anybody can write a `.git` file anywhere. */
function isWorktreeOf(folder: string, commonDir: string): boolean {
  const found = placeAt(folder);
  if (found === null || real(found.commonDir) !== commonDir) return false;
  // A link to the repository's own folder can be made anywhere too.
  if (found.gitDir === path.join(folder, ".git")) return real(found.gitDir) === found.gitDir;
  const back = readTextNow(path.join(found.gitDir, "gitdir"))?.trim();
  return back !== undefined && real(path.resolve(found.gitDir, back)) === path.join(folder, ".git");
}

/** A glob for a place outside, as it is written and as its links lead, because resolved paths are compared. */
export function withLinks(glob: string): string[] {
  const [, not = "", written = glob] = /^(!?)(.*)$/s.exec(glob) ?? [];
  const full = written.replace(/^~(?=\/)/, () => os.homedir());
  if (!path.isAbsolute(full)) return [glob];
  const folder = fixedFolder(full);
  try {
    return [...new Set([full, real(folder || "/") + full.slice(folder.length)])].map((each) => not + each);
  } catch {
    return [not + full];
  }
}
