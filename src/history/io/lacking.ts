// Tells what of a repository's past a clone does not have.
import { existsSync } from "node:fs";
import path from "node:path";
import { readTextNow } from "../../shared/files.ts";
import type { HistoryHead } from "./read.ts";

const configOf = (commonDir: string): string => readTextNow(path.join(commonDir, "config")) ?? "";

/** Older files would have to be fetched one by one, which nobody has asked for. */
export const lacksFiles = (commonDir: string): boolean =>
  /^[^\S\n]*(?:promisor|partialclonefilter)\s*=/im.test(configOf(commonDir));

/** The same of folders, without which git does not know which files a commit changed. */
export const lacksFolders = (commonDir: string): boolean =>
  /^[^\S\n]*partialclonefilter\s*=.*\btree:/im.test(configOf(commonDir));

/** In words for whoever asked; null where all of it is here. `head` is that of what is kept. */
export function lackingPast(
  commonDir: string,
  head: Pick<HistoryHead, "commits" | "older" | "reading"> | null,
): string | null {
  const told = [
    existsSync(path.join(commonDir, "shallow"))
      ? "This clone is shallow: what is older is not here. git fetch --unshallow brings it."
      : [],
    lacksFolders(commonDir)
      ? "This clone has no folders of old commits: which files they changed, and what became of their lines, is not known here."
      : lacksFiles(commonDir)
        ? "This clone has no files of old commits: what became of their lines is not known here."
        : [],
    head !== null && head.reading > 0
      ? `The past is still being read: so far ${head.commits} commits that give a reason, of ${head.reading} in all.`
      : [],
    head !== null && head.older > 0
      ? `The oldest ${head.older} commits of base are left out, as no more are kept: git log has them.`
      : [],
  ].flat();
  return told.length === 0 ? null : told.join(" ");
}
