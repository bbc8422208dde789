// Measures from outside what a running command takes: processes, memory and disk.
import { readdirSync, readFileSync } from "node:fs";
import { lstat, readdir, statfs } from "node:fs/promises";
import path from "node:path";
import type { Reason } from "./receipt.ts";

export interface Limits {
  /** Bytes of both output streams together. */
  readonly outputBytes: number;
  /** Bytes of memory of all its processes together, shared ones counted once. */
  readonly memoryBytes: number;
  readonly processes: number;
  /** Bytes that it may have written to files; fewer where the disk is nearly full. */
  readonly diskBytes: number;
}

const EVERY_MS = 100;
/** Asking the file system for its free space is cheap; adding up files is not. */
const DISK_EVERY = 5;
const PAGE = 4096;
/** Bytes that stay free for everybody else, or half of what there is on a small disk. */
const RESERVE = 512 * 1024 ** 2;

/** Calls `exceeded` once with the first limit that the tree of processes below `pid` breaks. Returns how to stop. */
export function watch(
  pid: number,
  folders: readonly string[],
  limits: Limits,
  exceeded: (reason: Reason) => void,
): () => void {
  const began = Date.now();
  let over = false;
  let turn = 0;
  let free: Promise<number> | null = null;

  const look = async (): Promise<Reason | null> => {
    const pids = below(pid);
    if (pids.length > limits.processes) return "processes";
    if (privateMemory(pids) > limits.memoryBytes && sharedOnce(pids) > limits.memoryBytes) return "memory";
    turn += 1;
    if (turn % DISK_EVERY !== 1) return null;
    const [first = ""] = folders;
    free ??= freeBytes(first);
    const most = Math.min(limits.diskBytes, Math.max((await free) - RESERVE, (await free) / 2));
    const taken = (await free) - (await freeBytes(first));
    if (taken <= most) return null;
    const written = await Promise.all(folders.map((folder) => writtenSince(folder, began)));
    return written.reduce((total, bytes) => total + bytes, 0) > most ? "disk" : null;
  };

  let looking = false;
  const timer = setInterval(async () => {
    if (looking || over) return;
    looking = true;
    const reason = await look().catch(() => null);
    looking = false;
    if (reason === null || over) return;
    over = true;
    exceeded(reason);
  }, EVERY_MS);
  return () => {
    over = true;
    clearInterval(timer);
  };
}

/** All processes below `pid`, itself left out; empty where the system doesn't tell. */
function below(pid: number): number[] {
  return children(pid).flatMap((child) => [child, ...below(child)]);
}

function children(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "latin1").split(" ").filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/** Pages that are in memory and no file's: pages that several processes share are counted for each. */
function privateMemory(pids: readonly number[]): number {
  return sum(pids, (pid) => {
    const [, resident = 0, shared = 0] = readFileSync(`/proc/${pid}/statm`, "latin1").split(" ").map(Number);
    return (resident - shared) * PAGE;
  });
}

/** Slower: each shared page counted as the part that falls to a process. */
function sharedOnce(pids: readonly number[]): number {
  return sum(pids, (pid) => {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
    return Number(/^Pss_Anon:\s+(\d+)/m.exec(text)?.[1] ?? /^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) * 1024;
  });
}

function sum(pids: readonly number[], measure: (pid: number) => number): number {
  return pids.reduce((total, pid) => {
    try {
      return total + measure(pid);
    } catch {
      return total;
    }
  }, 0);
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Writes of other programs to the same disk are none of the command's doing. */
async function writtenSince(folder: string, began: number): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const sizes = entries.map(async (entry) => {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) return writtenSince(place, began);
    const found = await lstat(place).catch(() => null);
    return found && found.ctimeMs >= began - 1000 ? found.blocks * 512 : 0;
  });
  return (await Promise.all(sizes)).reduce((total, bytes) => total + bytes, 0);
}
