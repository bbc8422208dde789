// Tells from a test file's imports if it may start processes, without running it.
import { readFileSync } from "node:fs";
import path from "node:path";

const STARTS =
  /(?:^|\n)(?:import (?!type )[^;]*?from |.*import\()"(?:node:child_process|[^"]*\/(?:io|git|session)\/[^"]*)"/;
const IMPORTED = /(?:from |import\()"(\.{1,2}\/[^"]+)"/g;

/** Follows imports within `test`; a folder name tells which parts of `src` have effects. Paths count from the root. */
export function startsProcesses(root: string, file: string, seen = new Set<string>()): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  const text = readFileSync(path.join(root, file), "utf8");
  if (STARTS.test(text)) return true;
  const helpers = [...text.matchAll(IMPORTED)]
    .map((match) => path.posix.join(path.posix.dirname(file), match[1] ?? ""))
    .filter((each) => each.startsWith("test/") && each.endsWith(".ts"));
  return helpers.some((each) => startsProcesses(root, each, seen));
}
