// Hides the files of a private set-up from git, by a marked block in the clone's own list of ignored files.
import path from "node:path";
import { lineEndOf } from "../../runtimes/text.ts";

const START = "# agentops-mcp init --private";
const END = "# end of agentops-mcp";
const BLOCK = new RegExp(`(\\r?\\n)?${START}[\\s\\S]*?${END}(\\r?\\n)?`);

/** The clone's own list, which no commit holds. */
export const excludeFile = (commonDir: string): string => path.join(commonDir, "info/exclude");

/** `files` are relative to the top. Where git ignores the lessons' folder, lessons are only in the clone's refs. */
export function setExcluded(text: string, files: readonly string[]): string {
  const known = excludedIn(text);
  const all = [...new Set([...known, ...files])].map((file) => `/${file}`);
  const end = lineEndOf(text);
  const block = [START, ...all, END].join(end);
  if (BLOCK.test(text)) return text.replace(BLOCK, (_, before = "", after = "") => before + block + after);
  // No line end is added at the end, so that removing the block restores the file exactly.
  return text === "" || text.endsWith("\n") ? text + block + end : text + end + block;
}

/** The files of the block, relative to the top; empty where there is no block. */
export function excludedIn(text: string): string[] {
  const [block = ""] = BLOCK.exec(text) ?? [];
  return block.split(/\r?\n/).flatMap((line) => (line.startsWith("/") ? [line.slice(1)] : []));
}

export const hasExcluded = (text: string): boolean => BLOCK.test(text);

/** The text without the block; null where nothing else is in the file. */
export function removeExcluded(text: string): string | null {
  const found = BLOCK.exec(text);
  if (!found) return text;
  const [block, before = "", after = ""] = found;
  const rest =
    text.slice(0, found.index) + (after === "" ? "" : before) + text.slice(found.index + block.length);
  return rest === "" ? null : rest;
}
