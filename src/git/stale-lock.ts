// Removes the lock file that a killed git left on our ref, after proving that nobody owns it.
import { readdir, readFile, readlink, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Repository } from "./repository.ts";

/** A lock younger than this may belong to a git that has just been started. */
const MINIMUM_AGE_MS = 2_000;
/** Where running processes can't be listed, only age tells; git itself holds a ref lock for milliseconds. */
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
 * True when the lock is gone, removed here or by its owner. Call it only while holding the journal's queue,
 * so that no writer of ours can own the lock.
 */
export async function removeStaleLock(lockFile: string, repository: Repository): Promise<boolean> {
  const seen = await stat(lockFile).catch(() => null);
  if (!seen) return true;
  const age = Date.now() - seen.mtimeMs;
  if (age < MINIMUM_AGE_MS) return false;
  const owners = await gitProcessesIn(await foldersOf(repository));
  if (owners === null ? age < AGE_WITHOUT_PROOF_MS : owners > 0) return false;
  const now = await stat(lockFile).catch(() => null);
  // Another lock of the same name has taken its place: that one has an owner.
  if (now && now.ino === seen.ino && now.mtimeMs === seen.mtimeMs) await rm(lockFile, { force: true });
  return true;
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

/** Running git processes that could hold a ref lock of this repository; null where processes can't be listed. */
async function gitProcessesIn(folders: readonly string[]): Promise<number | null> {
  if (process.platform !== "linux") return null;
  const ids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  if (ids.length === 0) return null;
  const found = await Promise.all(ids.map((id) => mayHoldLock(id, folders)));
  return found.filter(Boolean).length;
}

async function mayHoldLock(id: string, folders: readonly string[]): Promise<boolean> {
  const command = await readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "");
  const [program = "", ...args] = command.split("\0");
  const name = /(?:^|\/)git(?:-([a-z-]+))?$/.exec(program);
  if (!name || ![name[1] ?? "", ...args].some((word) => LOCKS_REFS.has(word))) return false;
  const cwd = await readlink(`/proc/${id}/cwd`).catch(() => "");
  return folders.some((folder) => isInside(cwd, folder) || args.some((arg) => arg.includes(folder)));
}

function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative === "" || (!relative.startsWith("..") && !path.isAbsolute(relative));
}
