// Removes the lock file that a killed git left on this program's ref, after making sure that nobody owns it.
import { readdir, readFile, rm, stat } from "node:fs/promises";
import path from "node:path";
import { gitAtWork } from "./at-work.ts";
import type { Repository } from "./repository.ts";

/** A younger lock may belong to a git that has just started. */
const MINIMUM_AGE_MS = 2_000;
/** Where processes can't be listed only age tells; git itself holds a ref lock for milliseconds. */
const AGE_WITHOUT_PROOF_MS = 10_000;
/**
 * The commands that can lock a ref outside heads and tags. Others may run for hours in the same folder,
 * such as a log in a pager, a commit that waits for its editor, or the cat-file of a server like this one.
 */
const LOCKS_REFS = new Set([
  ...["update-ref", "fetch", "push", "receive-pack", "remote", "clone"],
  ...["pack-refs", "gc", "maintenance", "fast-import", "symbolic-ref", "replace"],
]);

/**
 * True when the lock is gone, removed here or by its owner. Call it only with a turn of the journal's queue, so that no
 * writer of this program can own the lock.
 */
export async function removeStaleLock(lockFile: string, repository: Repository): Promise<boolean> {
  const seen = await stat(lockFile).catch(() => null);
  if (!seen) return true;
  const age = ageOf(lockFile, seen);
  if (age < MINIMUM_AGE_MS) return false;
  const owners = await gitAtWork(await foldersOf(repository), LOCKS_REFS);
  if (owners === null ? age < AGE_WITHOUT_PROOF_MS : owners > 0) return false;
  const now = await stat(lockFile).catch(() => null);
  // Another lock of the same name has replaced it, and that one has an owner.
  if (now && now.ino === seen.ino && now.mtimeMs === seen.mtimeMs) await rm(lockFile, { force: true });
  return true;
}

const watched = new Map<string, { readonly stamp: string; readonly since: number }>();

/** For a lock from the future, after a clock was set back: how long it was seen unchanged. */
function ageOf(lockFile: string, { ino, mtimeMs }: { ino: number; mtimeMs: number }): number {
  const age = Date.now() - mtimeMs;
  if (age >= 0) return age;
  const stamp = `${ino} ${mtimeMs}`;
  const known = watched.get(lockFile);
  const since = known?.stamp === stamp ? known.since : performance.now();
  watched.set(lockFile, { stamp, since });
  return performance.now() - since;
}

/** The common git directory and all working trees. */
async function foldersOf({ commonDir, worktree }: Repository): Promise<string[]> {
  const linked = await readdir(path.join(commonDir, "worktrees")).catch(() => []);
  const links = linked.map((name) =>
    readFile(path.join(commonDir, "worktrees", name, "gitdir"), "utf8").then(
      (file) => path.dirname(file.trim()),
      () => commonDir,
    ),
  );
  const main = path.basename(commonDir) === ".git" ? [path.dirname(commonDir)] : [];
  return [commonDir, ...main, ...(worktree ? [worktree] : []), ...(await Promise.all(links))];
}
