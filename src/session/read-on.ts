// Reads the rest of a large journal in a background process, so that no call has to wait for it.
import path from "node:path";
import { findRepository } from "../git/repository.ts";
import { startApart } from "../git/this-program.ts";
import { type Journal, openJournal } from "../journal/journal.ts";
import { createLog } from "../shared/log.ts";
import { claimMaking, endMaking, stillMaking } from "../shared/making.ts";
import { KINDS } from "./kinds.ts";
import { openReadModel } from "./read-model.ts";

const markIn = (folder: string): string => path.join(folder, "cache", "rest");

/** Starts at most one process per clone. Never throws, as a caller that needs all records reads them itself. */
export async function readOn({ repository, folder }: Pick<Journal, "repository" | "folder">): Promise<void> {
  try {
    if (!claimMaking(folder, markIn(folder))) return;
    await startApart(["hook", "--read-journal"], repository.worktree ?? repository.commonDir);
  } catch {
    // A full disk or too many processes: the next caller tries again.
  }
}

/** The work of that process, for the journal of the repository around `dir`. */
export async function readRestHere(dir: string): Promise<void> {
  const journal = openJournal(await findRepository(dir), KINDS);
  const mark = markIn(journal.folder);
  const model = openReadModel(journal, null, createLog("silent", null), { keepsParts: true });
  try {
    while ((await model.soon()).unfinished.size > 0) stillMaking(mark);
  } finally {
    endMaking(mark);
    journal.close();
  }
}
