// Keeps the files of a private set-up out of what git shows, by a marked block in the clone's own list of ignored files.
import path from "node:path";
import { lineEndOf } from "../../runtimes/text.ts";

const START = "# agentops-mcp init --private";
const END = "# end of agentops-mcp";
const BLOCK = new RegExp(`(\\r?\\n)?${START}[\\s\\S]*?${END}(\\r?\\n)?`);

/** The clone's own, which no commit holds. */
export const excludeFile = (commonDir: string): string => path.join(commonDir, "info/exclude");

/** `files` are relative to the top. Lessons are kept in the clone's refs alone where git ignores their folder. */
export function setExcluded(text: string, files: readonly string[]): string {
  const known = excludedIn(text);
  const all = [...new Set([...known, ...files])].map((file) => `/${file}`);
  const end = lineEndOf(text);
  const block = [START, ...all, END].join(end);
  if (BLOCK.test(text)) return text.replace(BLOCK, (_, before = "", after = "") => before + block + after);
  // Without a line end of its own at the end, so that taking it out again leaves the file as it was.
  return text === "" || text.endsWith("\n") ? text + block + end : text + end + block;
}

/** The files of our block, relative to the top; none where there is no block. */
export function excludedIn(text: string): string[] {
  const [block = ""] = BLOCK.exec(text) ?? [];
  return block.split(/\r?\n/).flatMap((line) => (line.startsWith("/") ? [line.slice(1)] : []));
}

export const hasExcluded = (text: string): boolean => BLOCK.test(text);

/** The text without the block; null for a file that held nothing else. */
export function removeExcluded(text: string): string | null {
  const found = BLOCK.exec(text);
  if (!found) return text;
  const [block, before = "", after = ""] = found;
  const rest =
    text.slice(0, found.index) + (after === "" ? "" : before) + text.slice(found.index + block.length);
  return rest === "" ? null : rest;
}
