// Remembers the names under which this clone has written, so that a lost ref is noticed instead of looking like an empty
// memory.
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { readRefs } from "../git/refs.ts";
import type { Repository } from "../git/repository.ts";
import { makeFolders, writeSynced } from "../shared/files.ts";
import { CLONE_REFS } from "./append.ts";
import { GONE, type Positions, TORN } from "./read.ts";

const folderIn = (folder: string): string => path.join(folder, "begun");
const NAME = /^[0-9a-z]{10}$/;

/** The commit of every journal; those that can't be read stand at `TORN` or `GONE`. */
export async function positionsIn(repository: Repository, folder: string): Promise<Positions> {
  const positions = await readRefs(repository, CLONE_REFS, TORN);
  for (const name of begunNames(folder))
    if (!positions.has(CLONE_REFS + name)) positions.set(CLONE_REFS + name, GONE);
  return positions;
}

/**
 * Call it once records of that name are on the disk. Never fails, as without the note only a lost ref would go unnoticed.
 */
export async function noteBegun(folder: string, clone: string): Promise<void> {
  const file = path.join(folderIn(folder), clone);
  if (existsSync(file)) return;
  try {
    await makeFolders(folder, folderIn(folder));
    await writeSynced(file, "");
  } catch {
    // Another process was first, or the disk can't be written by now.
  }
}

/** True if records were written under that name, and its ref is missing now. */
export async function isGone(repository: Repository, folder: string, clone: string): Promise<boolean> {
  return (await positionsIn(repository, folder)).get(CLONE_REFS + clone) === GONE;
}

/** Names under which records were written here, from files that no push or fetch brings. */
export function begunNames(folder: string): string[] {
  try {
    return readdirSync(folderIn(folder)).filter((name) => NAME.test(name));
  } catch {
    return [];
  }
}
