// Git's objects as bytes: ids, loose files, trees. Written here because one git process per object is ten times slower.
import { createHash, randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { access, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { deflate, inflate } from "node:zlib";
import { fileFailure } from "./run.ts";

export type ObjectType = "blob" | "tree" | "commit";
export interface GitObject {
  readonly type: string;
  readonly data: Buffer;
}

export interface TreeEntry {
  readonly name: string;
  readonly directory: boolean;
  readonly id: string;
}

const deflated = promisify(deflate);
const inflated = promisify(inflate);

/** The object's id and the bytes of its loose file before compression: `<type> <length>\0<data>`. */
export function frame(
  format: "sha1" | "sha256",
  type: ObjectType,
  data: Buffer,
): { id: string; framed: Buffer } {
  const framed = Buffer.concat([Buffer.from(`${type} ${data.length}\0`), data]);
  return { id: createHash(format).update(framed).digest("hex"), framed };
}

export function loosePath(commonDir: string, id: string): string {
  return path.join(commonDir, "objects", id.slice(0, 2), id.slice(2));
}

/**
 * Stores one object durably: file written and fsynced under a temporary name, renamed, folder fsynced.
 * An object that is there already is left alone. Throws READ_ONLY or DISK_FULL.
 */
export async function writeLoose(commonDir: string, id: string, framed: Buffer): Promise<void> {
  const target = loosePath(commonDir, id);
  try {
    if (await exists(target)) return;
    const folder = path.dirname(target);
    await mkdir(folder, { recursive: true });
    const temporary = path.join(folder, `tmp_obj_${randomBytes(8).toString("hex")}`);
    try {
      await writeSynced(temporary, await deflated(framed), 0o444);
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncFolder(folder);
  } catch (error) {
    throw fileFailure(error);
  }
}

/** Reads a loose object; null when it is not loose (packed, or absent). */
export async function readLoose(commonDir: string, id: string): Promise<GitObject | null> {
  let stored: Buffer;
  try {
    stored = await readFile(loosePath(commonDir, id));
  } catch {
    return null;
  }
  const framed = await inflated(stored);
  const end = framed.indexOf(0);
  return { type: framed.toString("latin1", 0, framed.indexOf(32)), data: framed.subarray(end + 1) };
}

/** Entries in the order in which git stores them. `idBytes` is 20 or 32. */
export function decodeTree(data: Buffer, idBytes: number): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(32, at);
    const end = data.indexOf(0, space);
    entries.push({
      directory: data.toString("latin1", at, space) === "40000",
      name: data.toString("utf8", space + 1, end),
      id: data.toString("hex", end + 1, end + 1 + idBytes),
    });
    at = end + 1 + idBytes;
  }
  return entries;
}

/** Sorts as git does: a folder compares as if its name ended in a slash. */
export function encodeTree(entries: Iterable<TreeEntry>): Buffer {
  const sortable = [...entries].map((entry) => ({
    entry,
    key: Buffer.from(entry.directory ? `${entry.name}/` : entry.name),
  }));
  sortable.sort((a, b) => Buffer.compare(a.key, b.key));
  return Buffer.concat(
    sortable.flatMap(({ entry }) => [
      Buffer.from(`${entry.directory ? "40000" : "100644"} ${entry.name}\0`),
      Buffer.from(entry.id, "hex"),
    ]),
  );
}

/** Writes a file whose bytes are on the disk when the promise resolves. */
export async function writeSynced(file: string, data: Buffer | string, mode = 0o644): Promise<void> {
  const handle = await open(file, "wx", mode);
  try {
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a rename in this folder durable. Windows cannot open folders and needs no such step. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file, constants.F_OK).then(
    () => true,
    () => false,
  );
}
