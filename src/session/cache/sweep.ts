// Takes out of the cache what nobody reads any more: parts that killed processes left, and caches of other versions.
import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { removeLeftOvers, writerOf } from "../../shared/left-over.ts";

const HOUR_MS = 3_600_000;
/** After an hour no process is still about to point the cache at the file that it wrote. */
const LEFT_MS = HOUR_MS;
/** A server of another version reads its cache only when it starts, and can build it again. */
const OUTDATED_MS = 24 * HOUR_MS;
const VERSION = /^\d{1,4}(?:\.\d{1,4})?(?:-[0-9a-f]{16})?$/;
/** The ending of a file that is still being written, before it is renamed. */
const UNFINISHED = /\.[0-9a-f]{8}$/;

/** `folder` belongs to this version; `named` are its files that are in use. Never throws, as a leftover only takes room. */
export async function sweepCache(folder: string, named: ReadonlySet<string>): Promise<void> {
  const parent = path.dirname(folder);
  const files = await namesOf(folder);
  const beside = await namesOf(parent);
  const versions = beside.filter((name) => VERSION.test(name) && name !== path.basename(folder));
  const left = [
    ...files.filter((name) => !named.has(name)).map((name) => path.join(folder, name)),
    ...beside.filter((name) => UNFINISHED.test(name)).map((name) => path.join(parent, name)),
  ];
  await Promise.all([
    ...left.map((file) => removeOld(file, LEFT_MS)),
    ...versions.map((name) => removeOld(path.join(parent, name), OUTDATED_MS)),
  ]);
}

/**
 * Removes chunks that killed processes wrote and never pointed the cache at, however young they are, unless one is being
 * written at this moment. `used` is asked last, so that it names what was written by then.
 */
export async function sweepKilled(
  folder: string,
  isChunk: (name: string) => boolean,
  used: () => Promise<readonly string[]>,
): Promise<void> {
  const files = await removeLeftOvers(folder);
  await removeLeftOvers(path.dirname(folder));
  const chunks = files.filter(isChunk);
  if (files.some((name) => writerOf(name) !== null)) return;
  const names = await used();
  const left = chunks.filter((name) => !names.includes(name));
  await Promise.all(left.map((name) => rm(path.join(folder, name), { force: true }).catch(() => {})));
}

const namesOf = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

async function removeOld(file: string, age: number): Promise<void> {
  try {
    if (Date.now() - (await stat(file)).mtimeMs > age) await rm(file, { recursive: true, force: true });
  } catch {
    // Another process was faster, or this one lacks the permission.
  }
}
