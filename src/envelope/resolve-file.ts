// Where a path that somebody wrote really leads on this disk: through links, `..`, case and other working trees of the same repository.
import { lstatSync, readlinkSync, realpathSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { FileTarget } from "../domain/envelope.ts";
import { type Place, placeAt, readText } from "../hook/place.ts";

const LONGEST = 4_096;
/** As many links as Linux follows. */
const MOST_LINKS = 40;

/** `typed` as a tool would be given it, relative to `cwd`. Never throws. */
export function resolveFile(
  typed: string,
  cwd: string,
  place: Pick<Place, "commonDir" | "gitDir" | "worktree">,
): FileTarget {
  const problem = problemOf(typed);
  if (problem !== null) return { inside: null, absolute: "", problem };
  try {
    const lexical = real(path.resolve(cwd, typed));
    // Some programs take `..` out of the text before they open it and some leave it to the system.
    if (
      typed.split(/[\\/]/).includes("..") &&
      !path.isAbsolute(typed) &&
      real(`${cwd}${path.sep}${typed}`) !== lexical
    )
      return unclear(lexical, "leads through a link and back, to a place that depends on who reads it");
    if (path.isAbsolute(typed) && real(typed) !== lexical)
      return unclear(lexical, "leads through a link and back, to a place that depends on who reads it");
    return { inside: insideOf(lexical, place), absolute: lexical, problem: null };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "it can't be read";
    return unclear("", `can't be followed to its end (${code})`);
  }
}

const unclear = (absolute: string, problem: string): FileTarget => ({ inside: null, absolute, problem });

function problemOf(typed: string): string | null {
  if (typed === "") return "is empty";
  if (typed.length > LONGEST) return `has more than ${LONGEST} characters`;
  if (/[\p{Cc}\u2028\u2029]/u.test(typed))
    return "holds a line break, a zero byte or another control character";
  if (typed.startsWith("~")) return "begins with ~, which not every program reads alike; write it in full";
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(typed)) return "is an address, not a path";
  return null;
}

/** The real path of what is there or would be made there, in the spelling of the disk. */
function real(file: string, links = 0): string {
  try {
    return realpathSync.native(file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  const parent = real(path.dirname(file), links);
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (!found?.isSymbolicLink()) return path.join(parent, path.basename(file));
  if (links >= MOST_LINKS) throw Object.assign(new Error("too many links"), { code: "ELOOP" });
  return real(path.resolve(parent, readlinkSync(file)), links + 1);
}

/** From the top of the repository's working tree that holds it, of whichever of them it is. */
function insideOf(
  file: string,
  { commonDir, gitDir, worktree }: Pick<Place, "commonDir" | "gitDir" | "worktree">,
) {
  const common = real(commonDir);
  if ([common, real(gitDir)].some((folder) => isBelow(file, folder))) return ".git";
  const own = real(worktree);
  const isFolder = lstatSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
  for (let folder = isFolder ? file : path.dirname(file); ; folder = path.dirname(folder)) {
    if (folder === own || isWorktreeOf(folder, common))
      return path.relative(folder, file).replaceAll(path.sep, "/") || ".";
    if (folder === path.dirname(folder)) return null;
  }
}

/** Only one that the repository itself knows of: a file `.git` can be written anywhere by anybody. */
function isWorktreeOf(folder: string, commonDir: string): boolean {
  const found = placeAt(folder);
  if (found === null || real(found.commonDir) !== commonDir) return false;
  if (found.gitDir === path.join(folder, ".git")) return true;
  const back = readText(path.join(found.gitDir, "gitdir"))?.trim();
  return back !== undefined && real(path.resolve(found.gitDir, back)) === path.join(folder, ".git");
}

const isBelow = (file: string, folder: string): boolean =>
  file === folder || file.startsWith(folder + path.sep);

/** A glob from `~/` on, as the absolute one that it stands for. */
export const withHome = (glob: string): string => glob.replace(/^(!?)~(?=\/)/, `$1${os.homedir()}`);
