// Finds the file of a lesson that another one replaces, as nothing else removes it from the working tree.
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { LEARNINGS_FOLDER } from "./learning-file.ts";

/** In bytes; no lesson's file is larger. */
const LARGEST = 100_000;

/** What to do with the file of the lesson with this id, whatever its name; null where there is none. */
export function replacedNote(worktree: string, id: string): string | null {
  const folder = path.join(worktree, LEARNINGS_FOLDER);
  // An id holds no characters with a meaning in a pattern.
  const named = new RegExp(`^id:\\s*["']?${id}["']?\\s*$`, "m");
  try {
    const name = readdirSync(folder).find((each) => {
      const file = path.join(folder, each);
      const found = each.endsWith(".md") ? lstatSync(file) : null;
      return found?.isFile() && found.size < LARGEST && named.test(readFileSync(file, "utf8"));
    });
    return name === undefined
      ? null
      : `${LEARNINGS_FOLDER}/${name} is what it replaces: delete that file once this one is served instead`;
  } catch {
    return null;
  }
}
