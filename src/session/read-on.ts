// Reads the rest of large journals in a process of its own, so that no call has to wait for it.
import path from "node:path";
import { startApart } from "../git/this-program.ts";
import { claimMaking, endMaking, stillMaking } from "../shared/making.ts";
import type { ReadModel } from "./read-model.ts";

const markIn = (folder: string): string => path.join(folder, "cache", "rest");

/** By one process of this clone at a time. Never throws: whoever needs all of it reads it. */
export async function readOn(dir: string, hooksFolder: string): Promise<void> {
  try {
    if (claimMaking(hooksFolder, markIn(hooksFolder))) await startApart(["hook", "--read-journal"], dir);
  } catch {
    // A full disk, too many processes: the next to ask tries again.
  }
}

/** The work of that process. */
export async function readRest(model: ReadModel, hooksFolder: string): Promise<void> {
  const mark = markIn(hooksFolder);
  try {
    while ((await model.soon()).unfinished.size > 0) stillMaking(mark);
  } finally {
    endMaking(mark);
  }
}
