// Takes out files that processes were writing when they were killed, which their names tell.
import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { hasEnded } from "./process-start.ts";

/** As `besides` names them; git locks some of them. */
const BESIDES = /\.([0-9a-f]{10}-\d+-\w+)\.[0-9a-f]{8}(?:\.lock)?$/;
/** Of a process that can't be seen from here: whoever writes a file is done within seconds. */
const FOREIGN_MS = 3_600_000;

/** Whose unfinished file it is; null for any other. */
export const writerOf = (name: string): string | null => BESIDES.exec(name)?.[1] ?? null;

/** Removes what ended processes left in `folder`, and returns the names of the others. Never throws. */
export async function removeLeftOvers(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const left = await Promise.all(names.map((name) => isLeftOver(path.join(folder, name))));
  const gone = names.filter((_, at) => left[at] === true);
  await Promise.all(gone.map((name) => rm(path.join(folder, name), { force: true }).catch(() => {})));
  return names.filter((_, at) => left[at] !== true);
}

async function isLeftOver(file: string): Promise<boolean> {
  const writer = writerOf(file);
  if (writer === null) return false;
  const found = hasEnded(writer);
  if (found !== null) return found;
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs > FOREIGN_MS;
}
