// Removes the lock file that a killed git left on our ref, after proving that nobody owns it.
import { readdir, readFile, readlink, rm, stat } from "node:fs/promises";
import path from "node:path";

/** A lock younger than this may belong to a git that has just been started. */
const MINIMUM_AGE_MS = 2_000;
/** Where running processes can't be listed, only age tells; git itself holds a ref lock for milliseconds. */
const AGE_WITHOUT_PROOF_MS = 10_000;

/**
 * True when the lock is gone, removed here or by its owner. Call it only while holding the journal's queue,
 * so that no writer of ours can own the lock.
 */
export async function removeStaleLock(lockFile: string, commonDir: string): Promise<boolean> {
  const seen = await stat(lockFile).catch(() => null);
  if (!seen) return true;
  const age = Date.now() - seen.mtimeMs;
  if (age < MINIMUM_AGE_MS) return false;
  const owners = await gitProcessesIn(path.dirname(commonDir), commonDir);
  if (owners === null ? age < AGE_WITHOUT_PROOF_MS : owners > 0) return false;
  const now = await stat(lockFile).catch(() => null);
  // Another lock of the same name has taken its place: that one has an owner.
  if (now && now.ino === seen.ino && now.mtimeMs === seen.mtimeMs) await rm(lockFile, { force: true });
  return true;
}

/** Running git processes that could hold a ref lock of this repository; null where processes can't be listed. */
async function gitProcessesIn(...folders: string[]): Promise<number | null> {
  if (process.platform !== "linux") return null;
  const ids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  if (ids.length === 0) return null;
  const found = await Promise.all(ids.map((id) => mayHoldLock(id, folders)));
  return found.filter(Boolean).length;
}

async function mayHoldLock(id: string, folders: string[]): Promise<boolean> {
  const command = await readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "");
  const [program = "", ...args] = command.split("\0");
  // cat-file only reads, and ours live as long as their server.
  if (!/(^|\/)git$/.test(program) || args.includes("cat-file")) return false;
  const cwd = await readlink(`/proc/${id}/cwd`).catch(() => "");
  return folders.some((folder) => isInside(cwd, folder) || args.some((arg) => arg.includes(folder)));
}

function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative === "" || (!relative.startsWith("..") && !path.isAbsolute(relative));
}
