// Gives a place to one process at a time, and takes it back from one that was killed.

import { randomBytes } from "node:crypto";
import { rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileFailure } from "../git/run.ts";
import { isCode, makeFolders, readText } from "../shared/files.ts";
import { hasEnded, ownName } from "../shared/process-start.ts";
import { sha256 } from "../shared/sha256.ts";

const HEARTBEAT_MS = 10_000;
/** A lease not touched for this long belongs to a process on another host or in another container that is gone. */
const SILENT_MS = 60_000;
/** Taking a lease from a dead process takes milliseconds; who needs longer has died at it. */
const TAKING_MS = 10_000;

export interface Lease {
  readonly file: string;
  release(): Promise<void>;
}

/** The first of `files`, in their order, that nobody holds; null where all are held. `files` lie in `folder`. */
export async function leaseFirst(folder: string, files: Iterable<string>): Promise<Lease | null> {
  try {
    await makeFolders(path.dirname(folder), folder);
    for (const file of files) if (await take(file)) return hold(file);
    return null;
  } catch (error) {
    throw fileFailure(error);
  }
}

/**
 * A lease is a file that can be created only once. The right to remove that of a dead holder is another such file, named by the
 * very lease that it removes: who read the same holder but comes late finds another lease in its place and leaves it alone.
 */
async function take(file: string): Promise<boolean> {
  if (await create(file)) return true;
  const dead = await deadHolder(file);
  if (dead === null) return false;
  const right = `${file}.${sha256(dead).slice(0, 16)}`;
  if (!(await create(right))) {
    const taker = await stat(right).catch(() => null);
    if (taker && Date.now() - taker.mtimeMs > TAKING_MS) await rm(right, { force: true });
    return false;
  }
  try {
    if ((await readText(file)) !== dead) return false;
    await rm(file);
    return await create(file);
  } finally {
    await rm(right, { force: true });
  }
}

/** False where it is there already. */
async function create(file: string): Promise<boolean> {
  try {
    await writeFile(file, `${ownName()} ${randomBytes(8).toString("hex")}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    await rm(file, { force: true });
    throw error;
  }
}

/** What the lease of a holder that is no more says; null where the holder lives, or has let go. */
async function deadHolder(file: string): Promise<string | null> {
  const [said, seen] = await Promise.all([readText(file), stat(file).catch(() => null)]);
  if (said === null || seen === null) return null;
  const silent = Date.now() - seen.mtimeMs;
  // Its name may not be written yet.
  if (!said.endsWith("\n")) return silent > TAKING_MS ? said : null;
  const ended = hasEnded(said.split(" ")[0] ?? "") ?? silent > SILENT_MS;
  return ended ? said : null;
}

function hold(file: string): Lease {
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {});
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    file,
    async release() {
      clearInterval(heartbeat);
      await rm(file, { force: true });
    },
  };
}
