// Takes out of the cache what nobody reads any more: parts that killed processes left, and caches of other versions.
import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";

const HOUR_MS = 3_600_000;
/** Whoever writes a file now points the cache at it within seconds. */
const LEFT_MS = HOUR_MS;
/** A server of another version that is still at work reads its cache at its start only, and makes it again. */
const OUTDATED_MS = 24 * HOUR_MS;
const VERSION = /^\d{1,4}(?:\.\d{1,4})?(?:-[0-9a-f]{16})?$/;
/** How a file is named until it takes the place of another. */
const UNFINISHED = /\.[0-9a-f]{8}$/;

/** `folder` is this version's; `named` are the files in it that are in use. Never throws: what stays costs room, nothing else. */
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

const namesOf = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

async function removeOld(file: string, age: number): Promise<void> {
  try {
    if (Date.now() - (await stat(file)).mtimeMs > age) await rm(file, { recursive: true, force: true });
  } catch {
    // Another process was faster, or may and this one may not.
  }
}
