// Finds the repository around a hook's folder from git's own files, because starting git takes a third of the time.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

export interface Place {
  readonly worktree: string;
  readonly gitDir: string;
  readonly commonDir: string;
  /** Our folder in the common git directory. */
  readonly folder: string;
}

/** The innermost working tree around `dir` that remembers or is to remember anything; null where there is none. */
export function findPlace(dir: string): Place | null {
  for (let folder = path.resolve(dir); ; folder = path.dirname(folder)) {
    const place = placeAt(folder);
    if (place) return isInitialised(place) ? place : null;
    if (folder === path.dirname(folder)) return null;
  }
}

/** The working tree whose top is this very folder; null where it is none. */
export function placeAt(worktree: string): Place | null {
  const dotGit = path.join(worktree, ".git");
  const found = statSync(dotGit, { throwIfNoEntry: false });
  if (!found) return null;
  const gitDir = found.isDirectory() ? dotGit : linkedGitDir(worktree, dotGit);
  if (gitDir === null || !existsSync(path.join(gitDir, "HEAD"))) return null;
  const common = readText(path.join(gitDir, "commondir"))?.trim();
  const commonDir = common ? path.resolve(gitDir, common) : gitDir;
  return { worktree, gitDir, commonDir, folder: path.join(commonDir, "agentops") };
}

function linkedGitDir(worktree: string, file: string): string | null {
  const target = /^gitdir: (.+)$/m.exec(readText(file) ?? "")?.[1];
  return target === undefined ? null : path.resolve(worktree, target);
}

/** Without a journal and without `.agentops` nobody has asked us to work here. */
function isInitialised({ worktree, commonDir, folder }: Place): boolean {
  // Once base has been looked at, no deletion in the working tree makes us look away.
  if (list(path.join(folder, "cache")).some((name) => name.startsWith("policy-"))) return true;
  if (existsSync(path.join(worktree, ".agentops"))) return true;
  if (list(path.join(commonDir, "refs/agentops/clones")).length > 0) return true;
  if (existsSync(path.join(commonDir, "reftable"))) return existsSync(path.join(commonDir, "agentops"));
  return (readText(path.join(commonDir, "packed-refs")) ?? "").includes(" refs/agentops/clones/");
}

/** The text of a file; null when it can't be read. */
export function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

/** Sorted names in a folder; none when it can't be read. */
export function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
