// Reads refs without a process where git keeps them as files, and moves a ref durably by compare-and-swap.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import path from "node:path";
import { AgentOpsError } from "../shared/errors.ts";
import { isCode, syncFolder } from "../shared/files.ts";
import type { Repository } from "./repository.ts";
import { git, gitFailure, isAbsent, tryGit } from "./run.ts";
import { faultIn } from "./words.ts";

/**
 * All refs below `prefix` (such as `refs/agentops/clones/`), name -> object id. With `torn`, files that are empty or cut
 * off stand there as that; git itself would refuse them. A few tiny files, read at once: waiting for each by turns takes
 * longer than reading it.
 */
export async function readRefs(
  repository: Repository,
  prefix: string,
  torn: string | null = null,
): Promise<Map<string, string>> {
  if (repository.refFormat !== "files") return listRefs(repository, prefix);
  const folder = path.join(repository.commonDir, prefix);
  const names = unlessAbsent(() => readdirSync(folder), []);
  const loose = new Map<string, string>();
  for (const name of names) {
    if (name.endsWith(".lock")) continue;
    const held = unlessAbsent<string | null>(() => readFileSync(path.join(folder, name), "latin1"), null);
    if (held === null) continue;
    if (OBJECT_ID.test(held.trim())) loose.set(prefix + name, held.trim());
    else if (torn !== null) loose.set(prefix + name, torn);
  }
  // Packed refs are read second, as git does, so that a ref being packed at this moment is found in one of the two.
  return new Map([...packedRefs(repository.commonDir, prefix), ...loose]);
}

const OBJECT_ID = /^[0-9a-f]{40,64}$/;

/** Throws any other error, as a ref that can't be read now is not a missing ref. */
function unlessAbsent<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    const folder = isCode(error, "EISDIR");
    if (folder || isAbsent(error)) return otherwise;
    throw error;
  }
}

async function listRefs(repository: Repository, prefix: string): Promise<Map<string, string>> {
  const listed = await git(repository.commonDir, [
    "for-each-ref",
    "--format=%(refname) %(objectname)",
    prefix,
  ]);
  return new Map(
    listed
      .split("\n")
      .filter(Boolean)
      .map((line) => line.split(" ") as [string, string]),
  );
}

const packedCache = new Map<string, { stamp: string; lines: string[] }>();

/** packed-refs is replaced as a whole, so inode, size and time tell if it has changed since it was read. */
function packedRefs(commonDir: string, prefix: string): Map<string, string> {
  const file = path.join(commonDir, "packed-refs");
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) return new Map();
  const stamp = `${found.ino} ${found.size} ${found.mtimeMs}`;
  let cached = packedCache.get(commonDir);
  if (cached?.stamp !== stamp) {
    const text = unlessAbsent(() => readFileSync(file, "utf8"), "");
    cached = { stamp, lines: text.split("\n").filter((line) => line.includes(" refs/agentops/")) };
    packedCache.set(commonDir, cached);
  }
  const refs = new Map<string, string>();
  for (const line of cached.lines) {
    const [id = "", name = ""] = line.split(" ");
    if (name.startsWith(prefix)) refs.set(name, id);
  }
  return refs;
}

export type SwapOutcome = "moved" | "changed" | "locked";

/**
 * Moves `ref` from `from` (null: it must not exist) to `to` and makes that durable.
 * `changed`: somebody else moved it first. `locked`: git's own lock file is in the way.
 * Throws READ_ONLY, DISK_FULL or GIT_FAILED.
 */
export async function swapRef(
  repository: Repository,
  ref: string,
  from: string | null,
  to: string,
): Promise<SwapOutcome> {
  const expected = from ?? "0".repeat(to.length);
  const outcome = await updateRef(repository, ref, [to, expected]);
  if (outcome === "moved" && repository.refFormat === "files")
    await syncFolder(path.dirname(path.join(repository.commonDir, ref)));
  return outcome;
}

export interface RefMove {
  readonly ref: string;
  /** Null: it must not exist. */
  readonly from: string | null;
  readonly to: string;
}

/** Refs moved by one git process; a crowd of them one by one would take a minute. */
const MOVED_AT_ONCE = 500;

/** Moves each as `swapRef` does, and tells which were moved. Where one of a group fails, each is tried by itself. */
export async function swapRefs(repository: Repository, moves: readonly RefMove[]): Promise<RefMove[]> {
  const moved: RefMove[] = [];
  for (let at = 0; at < moves.length; at += MOVED_AT_ONCE) {
    const group = moves.slice(at, at + MOVED_AT_ONCE);
    const lines = group.map(({ ref, from, to }) => `update ${ref} ${to} ${from ?? "0".repeat(to.length)}\n`);
    const { code } = await tryGit(
      repository.commonDir,
      ["update-ref", "--no-deref", "--stdin"],
      lines.join(""),
    );
    if (code === 0) moved.push(...group);
    else
      for (const each of group)
        if ((await swapRef(repository, each.ref, each.from, each.to)) === "moved") moved.push(each);
  }
  return moved;
}

/** Deletes `ref` if it is at `from`. Outcomes and errors as in `swapRef`; a power cut may bring it back. */
export const deleteRef = (repository: Repository, ref: string, from: string): Promise<SwapOutcome> =>
  updateRef(repository, ref, ["-d", from]);

/**
 * Deletes the file of a ref that names no object, such as one that a power cut has emptied: git can neither move nor
 * delete it. Under git's own lock, so that nobody writes it meanwhile. Only for refs whose loss costs nothing.
 */
export async function clearTornRef(repository: Repository, ref: string): Promise<void> {
  if (repository.refFormat !== "files") return;
  const file = path.join(repository.commonDir, ref);
  const isTorn = () => {
    const held = unlessAbsent<string | null>(() => readFileSync(file, "latin1"), null);
    return held !== null && !OBJECT_ID.test(held.trim());
  };
  if (!isTorn()) return;
  const lock = await open(refLockFile(repository, ref), "wx").catch(() => null);
  if (lock === null) return;
  try {
    if (isTorn()) await rm(file);
  } finally {
    await lock.close();
    await rm(refLockFile(repository, ref), { force: true });
  }
}

async function updateRef(
  { commonDir }: Repository,
  ref: string,
  [first, second]: readonly [string, string],
): Promise<SwapOutcome> {
  const args = first === "-d" ? ["-d", ref, second] : [ref, first, second];
  const { code, stderr } = await tryGit(commonDir, ["update-ref", "--no-deref", ...args]);
  if (code === 0) return "moved";
  const fault = faultIn(stderr);
  if (fault === "locked") return "locked";
  if (fault === "torn_ref") throw brokenRef(ref);
  if (fault === "ref_moved") return "changed";
  throw gitFailure("update-ref", stderr);
}

const brokenRef = (ref: string): AgentOpsError =>
  new AgentOpsError(
    "GIT_FAILED",
    `The journal's ref ${ref} is empty or torn, as after a power cut; nothing was stored.`,
    "Delete that file in the git directory, find its last commit with git fsck --lost-found, and set the ref to it with git update-ref.",
  );

/** The ref's own lock file, where git keeps refs as files. */
export function refLockFile(repository: Repository, ref: string): string {
  return path.join(repository.commonDir, `${ref}.lock`);
}

export const lockTimeout = (): AgentOpsError =>
  new AgentOpsError(
    "REPO_BUSY",
    "The journal's ref stayed locked by another git process for 15 seconds.",
    "Wait for running git commands to end, then call again; nothing was stored.",
  );
