// Lets one process at a time start to make a file that many could make.
import { rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makeFoldersNow } from "./files.ts";

/** Milliseconds for which the process that makes a file keeps others from starting. */
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

/** Call it while the work goes on for longer than that. Never throws, as the mark only saves others the work. */
export function stillMaking(file: string): void {
  try {
    writeFileSync(markOf(file), "");
  } catch {
    // The folder is made together with the file.
  }
}

export const endMaking = (file: string): void => rmSync(markOf(file), { force: true });
