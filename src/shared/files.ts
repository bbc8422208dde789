// Replaces, creates and reads files in the few ways that many contexts need, and names errors by the system's codes.
import { randomBytes } from "node:crypto";
import {
  closeSync,
  fstatSync,
  fsync,
  fsyncSync,
  futimesSync,
  mkdirSync,
  opendirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  type Stats,
  writeFileSync,
} from "node:fs";
import { type FileHandle, mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { ownName } from "./process-start.ts";
import { renameOver, renameOverNow } from "./rename-over.ts";

/** The system's name for the error, such as `ENOENT`; undefined for any other error. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

export const isCode = (error: unknown, ...codes: readonly string[]): boolean =>
  codes.includes(codeOf(error) ?? "");

/** Atomic for readers, but not durable: for files that can be made again. */
export const replaceFile = (file: string, data: Buffer | string, mode = 0o666): Promise<void> =>
  replaceBy(file, (temporary) => writeFile(temporary, data, { flag: "wx", mode }));

/** Atomic for readers, and after a power cut the file is whole or missing. */
export const replaceSynced = (file: string, data: Buffer | string): Promise<void> =>
  replaceBy(file, (temporary) => writeSynced(temporary, data, 0o666));

async function replaceBy(file: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = besides(file);
  try {
    await write(temporary);
    await renameOver(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}

/** `replaceFile` for hooks, which can't wait for the event loop. */
export function replaceFileNow(file: string, data: Buffer | string): void {
  const temporary = besides(file);
  try {
    writeFileSync(temporary, data, { flag: "wx" });
    renameOverNow(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * The same for what is believed by the stamp in it: `stamp` writes into the data how the file is going to be, and they are on
 * the disk before anybody can see them.
 */
export function replaceStampedNow(
  file: string,
  data: Buffer,
  stamp: (stats: Pick<Stats, "ino" | "size" | "mtimeMs">) => void,
): void {
  const temporary = besides(file);
  try {
    const handle = openSync(temporary, "wx");
    try {
      // Whole seconds, which every file system gives back as they are.
      const seconds = Math.floor(Date.now() / 1000);
      stamp({ ino: fstatSync(handle).ino, size: data.length, mtimeMs: seconds * 1000 });
      writeFileSync(handle, data);
      fsyncSync(handle);
      futimesSync(handle, seconds, seconds);
    } finally {
      closeSync(handle);
    }
    renameOverNow(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** A name that tells who writes there, so that others know what a killed process has left. */
export const besides = (file: string): string => `${file}.${ownName()}.${randomBytes(4).toString("hex")}`;

/** Writes a new file whose bytes are on the disk when the promise resolves. */
export async function writeSynced(file: string, data: Buffer | string, mode = 0o644): Promise<void> {
  const handle = await open(file, "wx", mode);
  try {
    await handle.writeFile(data);
    await sync(handle);
  } finally {
    await handle.close();
  }
}

/** Makes a rename in this folder durable. Windows can't open folders and needs no such step. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await sync(handle);
  } finally {
    await handle.close();
  }
}

/** By the handle's number, as handles of Yarn's loader, which wraps Node's files, have no `sync`. */
const sync = ({ fd }: FileHandle): Promise<void> => promisify(fsync)(fd);

/** The text of a file; null where it can't be read. */
export const readText = (file: string): Promise<string | null> => readFile(file, "utf8").catch(() => null);

/** The text of a file, at once; null where it can't be read. */
export function readTextNow(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

/** Sorted names in a folder; none where it can't be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Sorted names in a folder; null where there are more than `most`. */
export function namesUpTo(folder: string, most: number): string[] | null {
  const names: string[] = [];
  try {
    const open = opendirSync(folder);
    try {
      for (let each = open.readSync(); each && names.length <= most; each = open.readSync())
        names.push(each.name);
    } finally {
      open.closeSync();
    }
  } catch {
    return [];
  }
  return names.length > most ? null : names.sort();
}

/**
 * Creates missing folders one by one and durably, but never the parent of the first: a deleted repository must stay
 * deleted.
 */
export async function makeFolders(...folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    try {
      await mkdir(folder);
      await syncFolder(path.dirname(folder));
    } catch (error) {
      if (!isCode(error, "EEXIST")) throw error;
    }
  }
}

/** `makeFolders` for hooks, whose folders need not be durable. */
export function makeFoldersNow(...folders: readonly string[]): void {
  for (const folder of folders) {
    try {
      mkdirSync(folder);
    } catch (error) {
      if (!isCode(error, "EEXIST")) throw error;
    }
  }
}
