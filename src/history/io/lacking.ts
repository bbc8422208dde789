// Tells what of a repository's past a clone does not have.
import { existsSync } from "node:fs";
import path from "node:path";
import { readTextNow } from "../../shared/files.ts";

/** Older files would have to be fetched one by one, which nobody has asked for. */
export const lacksFiles = (commonDir: string): boolean =>
  /^[^\S\n]*(?:promisor|partialclonefilter)\s*=/im.test(readTextNow(path.join(commonDir, "config")) ?? "");

/** In words for whoever asked; null where all of it is here. */
export const lackingPast = (commonDir: string): string | null =>
  existsSync(path.join(commonDir, "shallow"))
    ? "This clone is shallow: what is older is not here. git fetch --unshallow brings it."
    : null;
