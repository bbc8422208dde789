// Creates a file where none is, whole or not at all, even if the process or the machine stops.
import { existsSync } from "node:fs";
import { link, rename, rm } from "node:fs/promises";
import path from "node:path";
import { besides, isCode, makeFolders, writeSynced } from "../../shared/files.ts";
import { removeLeftOvers } from "../../shared/left-over.ts";

/** A folder within this program's in the git directory. */
export const WORK_FOLDER = "laying-down";
/** The hidden file of a record's id. */
export const temporaryName = (id: string): string => besides(`.${id}`);

interface Destination {
  readonly folder: string;
  readonly names: readonly string[];
}

/**
 * Writes `bytes` under the first of `names` that is free in `folder`, and returns that name; null where all are taken. The
 * half-written file lies in `workFolder`, so that a killed process leaves nothing beside the user's files; where that is
 * another disk than `folder`, a hidden file is left, which the next call removes. `id` is a ULID. Throws errors of the file
 * system.
 */
export async function placeFile(
  bytes: Buffer,
  id: string,
  { workFolder, ...to }: Destination & { readonly workFolder: string },
): Promise<string | null> {
  await makeFolders(workFolder);
  try {
    return await placeFrom(workFolder, bytes, id, to);
  } catch (error) {
    if (!isCode(error, "EXDEV")) throw error;
    return placeFrom(to.folder, bytes, id, to);
  }
}

async function placeFrom(
  workFolder: string,
  bytes: Buffer,
  id: string,
  { folder, names }: Destination,
): Promise<string | null> {
  await removeLeftOvers(workFolder);
  const temporary = path.join(workFolder, temporaryName(id));
  try {
    await writeSynced(temporary, bytes);
    for (const name of names) if (await moveNew(temporary, path.join(folder, name))) return name;
    return null;
  } finally {
    await rm(temporary, { force: true }).catch(() => {});
  }
}

/** False where something has that name: unlike a rename, a hard link replaces nothing. */
async function moveNew(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    // Some file systems have no hard links.
    if (!isCode(error, "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS")) throw error;
    if (existsSync(to)) return false;
    await rename(from, to);
    return true;
  }
}
