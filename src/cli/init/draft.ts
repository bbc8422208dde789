// Collects changes of files before any is written, as several runtimes may share one by name or through a link.

import { lstat, readFile, readlink, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { AgentOpsError } from "../../shared/errors.ts";
import { isCode } from "../../shared/files.ts";
import { fileProblem } from "./file-problem.ts";
import { type Place, shownPath } from "./place.ts";

export interface FileChange {
  /** The file's name for a person. */
  readonly file: string;
  /** The file to write, behind all links. */
  readonly target: string;
  /** Null where the file does not exist, before or after. */
  readonly before: string | null;
  readonly after: string | null;
}

export interface Draft {
  /** `edit` gets the text so far (empty for a new file) and the file's name for errors; null deletes the file. */
  edit(file: string, edit: (text: string, shown: string) => string | null): Promise<void>;
  /** The files that differ from the disk. */
  changes(): FileChange[];
}

export function createDraft(place: Place): Draft {
  const drafted = new Map<string, FileChange>();
  return {
    async edit(file, edit) {
      const target = await behindLinks(file);
      const known = drafted.get(target);
      const before = known ? known.before : await readText(target, shownPath(file, place));
      const shown = known?.file ?? named(file, target, place);
      const now = known ? known.after : before;
      const after = edit(now ?? "", shownPath(file, place));
      if (after !== now && (await leadsOut(file, target, place))) throw outOf(file, place);
      // An empty edit of a missing file creates none.
      drafted.set(target, {
        file: shown,
        target,
        before,
        after: now === null && after === "" ? null : after,
      });
    },
    changes: () => [...drafted.values()].filter(({ before, after }) => before !== after),
  };
}

function named(file: string, target: string, place: Place): string {
  return path.basename(file) === path.basename(target)
    ? shownPath(file, place)
    : `${shownPath(file, place)} (a link to ${shownPath(target, place)})`;
}

/**
 * True where a project's file lies outside of its working tree, or in git's own folder, through a link that the
 * repository's author may have placed.
 */
async function leadsOut(file: string, target: string, { top }: Place): Promise<boolean> {
  const below = top === null ? ".." : path.relative(top, file);
  if (top === null || isOutside(below)) return false;
  const inside = path.relative(await realpath(top), await realOf(target));
  return isOutside(inside) || (inOwnFolder(inside) && !inOwnFolder(below));
}

const isOutside = (below: string): boolean => /^\.\.(?:$|[\\/])/.test(below) || path.isAbsolute(below);
const inOwnFolder = (below: string): boolean => /^\.git(?:$|[\\/])/i.test(below);

/** For a missing file, by the folder in which it would be made. */
const realOf = (file: string): Promise<string> =>
  realpath(file).catch(async () => path.join(await realOf(path.dirname(file)), path.basename(file)));

const outOf = (file: string, place: Place): AgentOpsError =>
  new AgentOpsError(
    "CONFIG_INVALID",
    `${shownPath(file, place)} is a link that leads out of this repository, or into its .git.`,
    "Put a file of the repository's own there, or write to the other one yourself; nothing was written.",
  );

/** The file that a link leads to, even if that does not exist. */
async function behindLinks(file: string, depth = 0): Promise<string> {
  const found = await lstat(file).catch(() => null);
  if (!found?.isSymbolicLink()) return found ? realpath(file) : file;
  const exists = await stat(file).catch(() => null);
  if (exists || depth > 20) return realpath(file).catch(() => file);
  return behindLinks(path.resolve(path.dirname(file), await readlink(file)), depth + 1);
}

/** Null where there is no file. Throws CONFIG_INVALID or READ_ONLY where it can't be read as text. */
async function readText(file: string, shown: string): Promise<string | null> {
  const bytes = await readFile(file).catch((error: unknown) => {
    if (isCode(error, "ENOENT")) return null;
    throw fileProblem(error, shown);
  });
  if (bytes === null) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new AgentOpsError(
      "CONFIG_INVALID",
      `${shown} is not UTF-8 text.`,
      "Save the file as UTF-8 and run this again; nothing was written.",
    );
  }
}
