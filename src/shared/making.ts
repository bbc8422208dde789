// Lets one process at a time begin to make a file that many could.
import { rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makeFoldersNow } from "./files.ts";

/** How long one process that makes a file keeps others from starting. */
const MAKING_MS = 60_000;

const markOf = (file: string): string => `${file}.making`;

/** True if this process is the one to start making `file`; `root` is the folder below which folders are made. */
export function claimMaking(root: string, file: string): boolean {
  const mark = markOf(file);
  try {
    makeFoldersNow(root, path.dirname(mark));
    const before = statSync(mark, { throwIfNoEntry: false });
    if (before && Math.abs(Date.now() - before.mtimeMs) < MAKING_MS) return false;
    rmSync(mark, { force: true });
    writeFileSync(mark, "", { flag: "wx" });
    return true;
  } catch {
    return false;
  }
}

/** To be called while it goes on for longer than that. Never throws: without the mark the work is as good. */
export function stillMaking(file: string): void {
  try {
    writeFileSync(markOf(file), "");
  } catch {
    // The folder is made with the file itself.
  }
}

export const endMaking = (file: string): void => rmSync(markOf(file), { force: true });
