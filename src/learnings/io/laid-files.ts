// Remembers which lessons were laid down as files in which working tree, so that deleting an uncommitted file takes the
// lesson back there.
import { existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { tryGit } from "../../git/run.ts";
import { makeFoldersNow, namesIn, readTextNow } from "../../shared/files.ts";
import { RECORD_ID } from "../../shared/ids.ts";
import { DELETED_HERE } from "../text-source.ts";
import { LEARNINGS_FOLDER } from "./learning-file.ts";

/** `folder` is this program's in the common git directory. */
export const marksIn = (folder: string): string => path.join(folder, "laid");

/** Without the mark, deleting the file takes nothing back. */
export function noteLaid(folder: string, id: string, worktree: string): void {
  try {
    makeFoldersNow(folder, marksIn(folder));
    writeFileSync(path.join(marksIn(folder), id), worktree);
  } catch {
    // On a full or read-only disk.
  }
}

/** `git clean` also removes the whole folder where nothing in it is committed, which says nothing about a lesson. */
export function forgetLaid(folder: string, worktree: string): void {
  for (const id of namesIn(marksIn(folder))) {
    const mark = path.join(marksIn(folder), id);
    if (readTextNow(mark) === worktree) rmSync(mark, { force: true });
  }
}

export interface TakenBack {
  /** Ids of lessons whose file is gone from this working tree and was never committed, with what is said of them. */
  of(present: Pick<ReadonlySet<string>, "has">): Promise<ReadonlyMap<string, string>>;
}

export function openTakenBack(folder: string, commonDir: string, worktree: string): TakenBack {
  /** Already asked for: a file that was never committed can't be committed once it is gone. */
  const gone = new Set<string>();

  /** In any branch, stash or dropped commit, under any name, as the file holds its id. */
  async function wasCommitted(id: string): Promise<boolean> {
    const all = ["log", "--all", "--reflog", "-m", "-1", "--format=%H"];
    const { code, stdout } = await tryGit(commonDir, [...all, `-S${id}`, "--", LEARNINGS_FOLDER]);
    return code !== 0 || stdout.trim() !== "";
  }

  return {
    async of(present) {
      const found = new Map<string, string>();
      if (!existsSync(path.join(worktree, LEARNINGS_FOLDER))) {
        forgetLaid(folder, worktree);
        return found;
      }
      for (const id of namesIn(marksIn(folder)).filter(
        (name) => RECORD_ID.test(name) && !present.has(name),
      )) {
        const mark = path.join(marksIn(folder), id);
        if (readTextNow(mark) !== worktree) continue;
        if (!gone.has(id) && (await wasCommitted(id))) rmSync(mark, { force: true });
        else gone.add(id);
        if (gone.has(id)) found.set(id, DELETED_HERE);
      }
      return found;
    },
  };
}
