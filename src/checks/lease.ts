// Gives a place to one process at a time, and takes it back from one that was killed.
import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { makeFolder } from "../git/objects.ts";
import { fileFailure } from "../git/run.ts";
import { inTurn } from "../journal/queue.ts";
import { hasEnded, ownName } from "../process-start.ts";

const HEARTBEAT_MS = 10_000;
/** A lease not touched for this long belongs to a process on another host or in another container that is gone. */
const SILENT_MS = 60_000;

export interface Lease {
  readonly file: string;
  /** True where the last holder was killed, so that what it was doing may be half done. */
  readonly leftOver: boolean;
  release(): Promise<void>;
}

/** The first of `files`, in their order, that nobody holds; null where all are held. `files` lie in `folder`. */
export async function leaseFirst(folder: string, files: Iterable<string>): Promise<Lease | null> {
  await makeFolder(path.dirname(folder));
  await makeFolder(folder);
  // Looking and taking must be one step, or two could both find the same holder dead.
  return inTurn(path.join(folder, "queue"), async () => {
    for (const file of files) {
      const found = await standing(file);
      if (found !== "held") return take(file, found === "left over");
    }
    return null;
  });
}

async function standing(file: string): Promise<"free" | "held" | "left over"> {
  const owner = await readFile(file, "utf8").catch(() => null);
  if (owner === null) return "free";
  const ended = await hasEnded(owner.trim());
  if (ended !== null) return ended ? "left over" : "held";
  const seen = await stat(file).catch(() => null);
  return seen && Date.now() - seen.mtimeMs < SILENT_MS ? "held" : "left over";
}

async function take(file: string, leftOver: boolean): Promise<Lease> {
  try {
    await writeFile(file, `${await ownName()}\n`);
  } catch (error) {
    throw fileFailure(error);
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {});
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    file,
    leftOver,
    async release() {
      clearInterval(heartbeat);
      await rm(file, { force: true });
    },
  };
}
