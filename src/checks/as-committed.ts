// Compares each file of a checkout with what git would write for it: kind, bytes and mode.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, mkdir, readlink } from "node:fs/promises";
import path from "node:path";
import { isAttributes } from "../git/aliases.ts";
import type { Repository } from "../git/repository.ts";

/** A file of a tree; `name` has one character for each byte, as names need not be text. */
export interface Entry {
  readonly mode: string;
  readonly id: string;
  readonly name: string;
}

export interface LaidOut {
  /** The folder with the files. */
  readonly files: string;
  readonly format: Repository["objectFormat"];
  /** Attributes of files by git, as it would lay them out: those whose bytes git changes on the way. */
  converted(): Promise<ReadonlySet<string>>;
  /** Writes these files into a folder as git lays them out. */
  copy(names: readonly string[], to: string): Promise<void>;
}

const SUBMODULE = "160000";
const LINK = "120000";
/** Files that are read at once. */
const AT_ONCE = 16;
/** The clock of a file system may tick so rarely. */
const TICK_MS = 50;

/** As `readdir` and git know it. */
export const pathOf = (folder: string, name: string): Buffer =>
  Buffer.concat([Buffer.from(`${folder}${path.sep}`), Buffer.from(name, "latin1")]);

/**
 * Tells which files are not as committed. What was found to be right is not read again while nothing about it has changed: no
 * process can set the time of a change, but for one that had been over for less than a tick when it was looked at.
 */
export function createComparison() {
  const known = new Map<string, string>();

  async function isRight(
    { files, format }: LaidOut,
    { mode, id, name }: Entry,
    copies: string | null,
  ): Promise<boolean> {
    const place = pathOf(files, name);
    const began = Date.now();
    const found = await lstat(place, { bigint: true }).catch(() => null);
    if (!found) return false;
    if (mode === SUBMODULE) return found.isDirectory();
    if (mode === LINK)
      return found.isSymbolicLink() && hashOf(format, await readlink(place, { encoding: "buffer" })) === id;
    // One with a second name changes under it.
    if (!found.isFile() || found.nlink !== 1n || !hasMode(Number(found.mode), mode)) return false;
    const { ino, size, mtimeNs, ctimeNs } = found;
    const stamp = [id, copies, ino, size, mtimeNs, ctimeNs, found.mode].join(" ");
    if (known.get(name) === stamp) return true;
    const wanted = copies === null ? id : await hashOfFile(format, pathOf(copies, name));
    if ((await hashOfFile(format, place)) !== wanted) return false;
    if (Number(ctimeNs / 1_000_000n) < began - TICK_MS) known.set(name, stamp);
    return true;
  }

  /** `scratch` is an empty folder for what git would write. */
  return async function wrong(laid: LaidOut, entries: readonly Entry[], scratch: string): Promise<string[]> {
    const hasAttributes = entries.some(({ name }) => isAttributes(name));
    const converted = hasAttributes ? await laid.converted() : new Set<string>();
    const copies = path.join(scratch, "copies");
    if (converted.size > 0) {
      await mkdir(copies);
      await laid.copy([...converted], copies);
    }
    const left = [...entries];
    const found: string[] = [];
    const work = async () => {
      for (let next = left.pop(); next; next = left.pop())
        if (!(await isRight(laid, next, converted.has(next.name) ? copies : null))) found.push(next.name);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return found;
  };
}

const EXECUTABLE = 0o100;
export const folderMode = (): number => 0o777 & ~process.umask();

function hasMode(found: number, mode: string): boolean {
  if (process.platform === "win32") return true;
  const isExecutable = (Number.parseInt(mode, 8) & EXECUTABLE) !== 0;
  return (found & 0o7777) === ((isExecutable ? 0o777 : 0o666) & ~process.umask());
}

const hashOf = (format: LaidOut["format"], bytes: Buffer): string =>
  createHash(format).update(`blob ${bytes.length}\0`).update(bytes).digest("hex");

/** As git names a blob. */
async function hashOfFile(format: LaidOut["format"], file: Buffer): Promise<string | null> {
  const found = await lstat(file).catch(() => null);
  if (!found?.isFile()) return null;
  const hash = createHash(format).update(`blob ${found.size}\0`);
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest("hex");
}
