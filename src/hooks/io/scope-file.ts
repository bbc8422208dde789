// Hands the scope of a session's job from its server to its hooks, which have no time to read the journal.
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import type { JobBounds } from "../../envelope/action.ts";
import { isCode, makeFoldersNow, replaceFileNow } from "../../shared/files.ts";

/** `folder` is this program's in the common git directory. */
const fileOf = (folder: string, session: string): string =>
  path.join(folder, "scopes", `${encodeURIComponent(session)}.json`);

/**
 * Tells what the session's job narrows the envelope to; null where it works on none. Throws where the disk can't be
 * written.
 */
export function tellScope(folder: string, session: string, job: JobBounds | null): void {
  const file = fileOf(folder, session);
  if (job === null) {
    rmSync(file, { force: true });
    return;
  }
  makeFoldersNow(folder, path.dirname(file));
  replaceFileNow(file, JSON.stringify(job));
}

/** Null where the session works on no job. Throws for a file that can't be read, as nobody knows then what it says. */
export function scopeTold(folder: string, session: string): JobBounds | null {
  let text: string;
  try {
    text = readFileSync(fileOf(folder, session), "utf8");
  } catch (error) {
    if (isCode(error, "ENOENT")) return null;
    throw error;
  }
  const { id, read, write, within = null }: Partial<JobBounds> = JSON.parse(text);
  const areTexts = (globs: unknown): globs is readonly string[] =>
    Array.isArray(globs) && globs.every((each) => typeof each === "string");
  const isWhole = typeof id === "string" && areTexts(write) && (read === null || areTexts(read));
  if (!isWhole || (within !== null && typeof within !== "string"))
    throw new Error("the file with the job's scope is damaged");
  return { id, read, write, within };
}
