// Gives this clone its own name, so that two clones never write the same ref.
import { randomBytes } from "node:crypto";
import { link, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { fileFailure } from "../git/run.ts";
import { besides, isCode, makeFolders, syncFolder, writeSynced } from "../shared/files.ts";

interface CloneFile {
  id: string;
  path: string;
  inode: string;
  born: string;
}

/** This clone's name; null while it has none, or only that of the folder from which it was copied. */
export async function knownCloneId(commonDir: string, folder: string): Promise<string | null> {
  const known = await readClone(path.join(folder, "clone.json"));
  return known && isSamePlace(known, await describe(commonDir)) ? known.id : null;
}

/**
 * Ten characters of base 36, kept in `<folder>/clone.json` with the path, inode and birth time of the git directory. A
 * copied folder keeps neither path nor inode and gets a new name; a moved or remounted one keeps its own.
 */
export async function cloneId(commonDir: string, folder: string): Promise<string> {
  const file = path.join(folder, "clone.json");
  const here = await describe(commonDir);
  const known = await readClone(file);
  if (known && isSamePlace(known, here)) return known.id;
  const fresh = { id: newId(), ...here };
  try {
    await makeFolders(folder);
    const temporary = besides(file);
    await writeSynced(temporary, `${JSON.stringify(fresh)}\n`);
    if (known) await rename(temporary, file);
    else await linkFirst(temporary, file);
    await syncFolder(folder);
  } catch (error) {
    throw fileFailure(error);
  }
  // The first process to write the file decides; all others read that name.
  return (await readClone(file))?.id ?? fresh.id;
}

/** Gives this clone another name for what it writes from now on. */
export async function renewCloneId(commonDir: string, folder: string): Promise<string> {
  const fresh = { id: newId(), ...(await describe(commonDir)) };
  try {
    const file = path.join(folder, "clone.json");
    const temporary = besides(file);
    await writeSynced(temporary, `${JSON.stringify(fresh)}\n`);
    await rename(temporary, file);
    await syncFolder(folder);
  } catch (error) {
    throw fileFailure(error);
  }
  return fresh.id;
}

async function linkFirst(temporary: string, file: string): Promise<void> {
  try {
    await link(temporary, file);
  } catch (error) {
    // A file that does not parse is replaced; one that parses was written by another process.
    if (!isCode(error, "EEXIST")) throw error;
    if (!(await readClone(file))) await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function readClone(file: string): Promise<CloneFile | null> {
  try {
    const parsed: unknown = JSON.parse(await readFile(file, "utf8"));
    return isCloneFile(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function isCloneFile(value: unknown): value is CloneFile {
  if (typeof value !== "object" || value === null || !("id" in value)) return false;
  return typeof value.id === "string" && /^[0-9a-z]{10}$/.test(value.id);
}

async function describe(commonDir: string): Promise<Omit<CloneFile, "id">> {
  const found = await stat(commonDir, { bigint: true });
  return { path: commonDir, inode: String(found.ino), born: String(found.birthtimeMs) };
}

function isSamePlace(known: CloneFile, here: Omit<CloneFile, "id">): boolean {
  return known.inode === here.inode && (known.path === here.path || known.born === here.born);
}

function newId(): string {
  return [...randomBytes(10)].map((byte) => (byte % 36).toString(36)).join("");
}
