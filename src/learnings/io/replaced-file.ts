// Finds the file of a lesson that another one replaces, which nobody else takes out of the working tree.
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { LEARNINGS_FOLDER } from "./learning-file.ts";

/** More than any learning's file has. */
const LARGEST = 100_000;

/** What to do with the file of the lesson with this id, whatever somebody has called it; null where there is none. */
export function replacedNote(worktree: string, id: string): string | null {
  const folder = path.join(worktree, LEARNINGS_FOLDER);
  // As an id of the journal it has no sign that means something in a pattern.
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
