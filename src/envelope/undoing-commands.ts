// Recognises commands that can take a change back, which need no entry of their own where that is all they do.
import type { Bounds, FileTarget, FitsGlobs } from "./action.ts";
import { allow, type Decision } from "./decision.ts";
import { ofFile } from "./files.ts";

export interface Undoing {
  /**
   * `remove`: the files are gone after it. `restore`: they are as `source` has them, or as the index has them where it is
   * null.
   */
  readonly kind: "remove" | "restore";
  readonly source: string | null;
  readonly paths: readonly string[];
}

/** One of the files, with what git knows of it. */
export interface UndoneFile {
  readonly file: FileTarget;
  /** True if this branch changed the file, and after the command it is as base has it (gone, where base has none). */
  readonly isTakenBack: boolean;
}

/** The commits of a `git revert` that starts no editor; null for every other command. */
export function reverting([program, command, ...words]: readonly string[]): readonly string[] | null {
  if (program !== "git" || command !== "revert") return null;
  const commits = words.filter((word) => !/^(?:--no-edit|--no-commit|-n)$/.test(word));
  const isQuiet = commits.length < words.length;
  return isQuiet &&
    commits.length > 0 &&
    commits.every((word) => /^[\w@~^./-]+$/.test(word) && !/^-|\.\./.test(word))
    ? commits
    : null;
}

const FORCE = /^(?:-[fqv]+|--force|--quiet|--verbose|--cached|--staged|--worktree|-[SW]+)$/;
/** What git would take for several paths, or for none. */
const PATTERN = /^:|[*?[\]\\]/;

/**
 * `rm`, `git rm`, `git restore` and `git checkout … -- …` of files that are named one by one; null for every other command.
 */
export function undoing(argv: readonly string[]): Undoing | null {
  const [program, command] = argv;
  if (program === "rm") return ofWords("remove", argv.slice(1));
  if (program !== "git") return null;
  const words = argv.slice(2);
  if (command === "rm") return ofWords("remove", words);
  if (command === "restore") return ofWords("restore", words);
  return command === "checkout" ? ofCheckout(words) : null;
}

function ofWords(kind: Undoing["kind"], words: readonly string[]): Undoing | null {
  let source: string | null = null;
  const end = words.indexOf("--");
  const before = end < 0 ? words : words.slice(0, end);
  const paths = end < 0 ? [] : words.slice(end + 1);
  for (let at = 0; at < before.length; at += 1) {
    const word = before[at] ?? "";
    const [, given] = /^--source=(.+)$/.exec(word) ?? [];
    if (kind === "restore" && (given !== undefined || word === "-s" || word === "--source")) {
      source = given ?? before[at + 1] ?? "";
      if (given === undefined) at += 1;
    } else if (!word.startsWith("-")) paths.push(word);
    else if (!FORCE.test(word)) return null;
  }
  return named({ kind, source, paths });
}

function ofCheckout(words: readonly string[]): Undoing | null {
  const end = words.indexOf("--");
  const before = words
    .slice(0, Math.max(end, 0))
    .filter((word) => !/^(?:-[fq]+|--force|--quiet)$/.test(word));
  if (end < 0 || before.length > 1) return null;
  return named({ kind: "restore", source: before[0] ?? null, paths: words.slice(end + 1) });
}

const named = (found: Undoing): Undoing | null =>
  found.paths.length > 0 &&
  !found.paths.some((word) => PATTERN.test(word)) &&
  !found.source?.startsWith("-") &&
  found.source !== ""
    ? found
    : null;

/** Null where one of the files may neither be written by the bounds nor is taken back. */
export function ofUndoing(bounds: Bounds, files: readonly UndoneFile[], fits: FitsGlobs): Decision | null {
  const within = bounds.job?.within ?? null;
  const isOpen = ({ file, isTakenBack }: UndoneFile): boolean => {
    // A job writes only in its own worktree, whatever git says of another one.
    if (within !== null && !file.absolute.startsWith(`${within}/`)) return false;
    return isTakenBack || ofFile(bounds, { kind: "write", file }, fits).decision === "allow";
  };
  return files.length > 0 && files.every(isOpen)
    ? allow("undo: only takes back", "It leaves each of its files inside the bounds, or as base has it.")
    : null;
}
