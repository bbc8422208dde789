// Shows what an edit changes in a file, and nothing around it, which may be secret.
import { isHookScript } from "../../runtimes/hook-script.ts";
import { sanitise } from "../../shared/text/safe-text.ts";
import type { FileChange } from "./draft.ts";

const LONGEST_LINE = 160;

/** The file's name and its removed and added lines, without control characters. */
export const showChange = (change: FileChange): string => sanitise(describe(change));

function describe({ file, before, after }: FileChange): string {
  const what = before === null ? " (new)" : after === null ? " (removed)" : "";
  // Nobody reads a program line by line, and it is the same everywhere.
  if (isHookScript(before ?? after ?? ""))
    return `${file}${what}\n  ${after === null ? "-" : "+"} the script that hooks run, the same in every repository`;
  const { removed, added } = changedLines(before ?? "", after ?? "");
  const [[old], [fresh]] = [removed, added];
  // Where the file is one long line, only the changed piece.
  if (old !== undefined && fresh !== undefined && removed.length + added.length === 2)
    return `${file}\n${within(old, fresh).join("\n")}`;
  return [
    file + what,
    ...removed.map((line) => `  - ${line}`.trimEnd()),
    ...added.map((line) => `  + ${line}`.trimEnd()),
  ].join("\n");
}

function within(old: string, fresh: string): string[] {
  const { removed, added } = changedParts([...old], [...fresh]);
  const show = (sign: string, part: string[]) =>
    part.length === 0 ? [] : [`  ${sign} … ${clip(part.join(""))} …`];
  return [...show("-", removed), ...show("+", added)];
}

const changedLines = (before: string, after: string) => changedParts(linesOf(before), linesOf(after));

/** An edit is one piece, so what both ends have in common did not change. */
function changedParts(old: string[], fresh: string[]): { removed: string[]; added: string[] } {
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start += 1;
  let end = 0;
  const most = Math.min(old.length, fresh.length) - start;
  while (end < most && old.at(-1 - end) === fresh.at(-1 - end)) end += 1;
  return { removed: old.slice(start, old.length - end), added: fresh.slice(start, fresh.length - end) };
}

const linesOf = (text: string): string[] => {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
};

const clip = (line: string): string =>
  line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE)} … (${line.length} characters)`;
