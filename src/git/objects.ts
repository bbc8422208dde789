// Reads and writes git's objects as bytes: ids, loose files, trees. A git process per object would be ten times slower.

import { constants } from "node:buffer";
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { rename, rm, utimes } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { deflate, inflateSync } from "node:zlib";
import { besides, isCode, makeFolders, syncFolder, writeSynced } from "../shared/files.ts";
import { fileFailure, isAbsent } from "./run.ts";

export type ObjectType = "blob" | "tree" | "commit";
export interface GitObject {
  readonly type: string;
  readonly data: Buffer;
}

export const FILE_MODE = "100644";
export const FOLDER_MODE = "40000";
export const isFolder = ({ mode }: Pick<TreeEntry, "mode">): boolean => mode === FOLDER_MODE;

/** An object whose data were left out where they are too large. */
export type BoundedObject = Omit<GitObject, "data"> & { readonly data: Buffer | null };

export interface TreeEntry {
  readonly name: string;
  /** As git writes it, such as `100644`. */
  readonly mode: string;
  readonly id: string;
}

/** `<type> <length>\0` */
const LONGEST_HEADER = 32;

const deflated = promisify(deflate);

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
 * One that is there already only gets a new time, as git does, so that no garbage collection takes it for old.
 * Throws READ_ONLY, DISK_FULL or NOT_A_REPOSITORY.
 */
export async function writeLoose(commonDir: string, id: string, framed: Buffer): Promise<void> {
  const target = loosePath(commonDir, id);
  if (await freshen(target)) return;
  try {
    const bytes = await deflated(framed);
    // Most folders exist; a garbage collection removes empty ones, perhaps just before this write.
    const retry = async (error: unknown) => {
      if (!isAbsent(error)) throw error;
      await makeFolders(path.dirname(target));
      return storeLoose(target, bytes);
    };
    await storeLoose(target, bytes).catch(retry).catch(retry);
  } catch (error) {
    throw fileFailure(error);
  }
}

async function storeLoose(target: string, bytes: Buffer): Promise<void> {
  const folder = path.dirname(target);
  // In the folder above, so that what killed writers left is found in one place; `git prune` knows the name as well.
  const temporary = besides(path.join(path.dirname(folder), "tmp_obj"));
  try {
    await writeSynced(temporary, bytes, 0o444);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/**
 * Reads a loose object; null when it is not loose (packed, or absent) or is damaged, which git calls missing too.
 * Its data is null where they are more than `maxBytes`.
 */
export function readLoose(
  commonDir: string,
  id: string,
  maxBytes = Number.POSITIVE_INFINITY,
): BoundedObject | null {
  let stored: Buffer;
  try {
    const file = loosePath(commonDir, id);
    // Incompressible data takes a little more room than its bytes.
    if (statSync(file).size > maxBytes * 1.01 + LONGEST_HEADER) return { type: "blob", data: null };
    stored = readFileSync(file);
  } catch {
    return null;
  }
  try {
    const limit = Math.min(maxBytes + LONGEST_HEADER, constants.MAX_LENGTH);
    const framed = inflateSync(stored, { maxOutputLength: limit });
    const end = framed.indexOf(0);
    const data = framed.subarray(end + 1);
    return {
      type: framed.toString("latin1", 0, framed.indexOf(32)),
      data: data.length > maxBytes ? null : data,
    };
  } catch (error) {
    const tooLarge = isCode(error, "ERR_BUFFER_TOO_LARGE");
    return tooLarge ? { type: "blob", data: null } : null;
  }
}

/** How names are read: as text, or with one character per byte, which loses none. */
export type Names = "utf8" | "latin1";

/** Entries in the order in which git stores them. `idBytes` is 20 or 32. */
export function decodeTree(data: Buffer, idBytes: number, names: Names = "utf8"): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(32, at);
    const end = data.indexOf(0, space);
    // Git writes none like this; without the check a stranger's could never end, or end within an id.
    if (space < 0 || end < 0 || end + 1 + idBytes > data.length) throw new Error("a tree that is none");
    entries.push({
      mode: data.toString("latin1", at, space),
      name: data.toString(names, space + 1, end),
      id: data.toString("hex", end + 1, end + 1 + idBytes),
    });
    at = end + 1 + idBytes;
  }
  return entries;
}

/** Sorts as git does: a folder compares as if its name ended with a slash. */
export function encodeTree(entries: Iterable<TreeEntry>, names: Names = "utf8"): Buffer {
  const sortable = [...entries].map((entry) => ({
    entry,
    key: Buffer.from(isFolder(entry) ? `${entry.name}/` : entry.name, names),
  }));
  sortable.sort((a, b) => Buffer.compare(a.key, b.key));
  return Buffer.concat(
    sortable.flatMap(({ entry }) => [
      Buffer.from(`${entry.mode} ${entry.name}\0`, names),
      Buffer.from(entry.id, "hex"),
    ]),
  );
}

async function freshen(file: string): Promise<boolean> {
  const now = new Date();
  return utimes(file, now, now).then(
    () => true,
    (error) => !isAbsent(error),
  );
}
