// Defines the places a job may write to: which globs are allowed, and whether two jobs could meet in one file.
import * as z from "zod";
import { fixedFolder, WILD } from "./fixed-folder.ts";

/** A glob below the repository's top, never into `.git`; no `!`, which would make an overlap hard to see. */
export const ScopeGlob = z
  .string()
  .min(1)
  .max(200)
  .refine(
    (glob) =>
      isInside(tidyGlob(glob)) &&
      !glob.split(/[/{},()|]/).some((part) => part === ".." || part.toLowerCase() === ".git") &&
      !glob.startsWith("!") &&
      !/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(glob),
    {
      message: "must be a glob below the top of the repository, outside .git, without control characters",
    },
  )
  .refine((glob) => !/[+*@!?]\(/.test(glob), {
    message: "must have * and ? only, or {a,b} for one of several",
  });

/** False for one that takes out again what others let in. */
export const isIncluding = (glob: string): boolean => !glob.startsWith("!");

/** As it is stored: `./src/` and `src` are one place. */
export const tidyGlob = (glob: string): string => glob.replace(/^(\.\/)+/, "").replace(/(?<!\/)\/+$/, "");

/** True when some path could fit a glob of each; where that is hard to tell, true. A folder stands for all that is in it. */
export const scopesOverlap = (ones: readonly string[], others: readonly string[]): boolean =>
  ones.some((one) => others.some((other) => meet(segments(one), segments(other))));

/** The same for many plain paths: most of them are told to be elsewhere by their beginning alone. */
export function nearTo(globs: readonly string[]): (path: string) => boolean {
  const folders = globs.map((glob) => fixedFolder(tidyGlob(glob)).toLowerCase());
  const couldMeet = (path: string): boolean =>
    folders.some(
      (folder) =>
        folder === "" || path === folder || path.startsWith(`${folder}/`) || folder.startsWith(`${path}/`),
    );
  return (path) => couldMeet(path.toLowerCase()) && scopesOverlap(globs, [path]);
}

/** Upper and lower case count as equal, as they are on many disks. Braces may hold slashes, so all that follows them is open. */
function segments(glob: string): string[] {
  const parts = tidyGlob(glob).toLowerCase().split("/");
  const open = parts.findIndex((part) => /[{(]/.test(part));
  return open < 0 ? parts : [...parts.slice(0, open), "**"];
}

/**
 * An end of one glob meets any rest of the other, as each stands for the folder too. Each pair of places is looked at
 * once, so that a glob made of nothing but `**` costs no more than another.
 */
function meet(one: readonly string[], other: readonly string[]): boolean {
  const seen = new Set<number>();
  const open: [number, number][] = [[0, 0]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [i, j] = next;
    const first = one[i];
    const second = other[j];
    if (first === undefined || second === undefined) return true;
    const key = i * (other.length + 1) + j;
    if (seen.has(key)) continue;
    seen.add(key);
    if (first === "**" || second === "**") open.push([i + 1, j], [i, j + 1]);
    else if (couldBeEqual(first, second)) open.push([i + 1, j + 1]);
  }
  return false;
}

/** Two names with wildcards can be equal unless their fixed beginnings or ends differ. */
function couldBeEqual(one: string, other: string): boolean {
  if (!WILD.test(one) && !WILD.test(other)) return one === other;
  const a = fixedEnds(one);
  const b = fixedEnds(other);
  return (
    (a.start.startsWith(b.start) || b.start.startsWith(a.start)) &&
    (a.end.endsWith(b.end) || b.end.endsWith(a.end))
  );
}

function fixedEnds(name: string): { start: string; end: string } {
  if (!WILD.test(name)) return { start: name, end: name };
  const start = name.slice(0, name.search(WILD));
  const end = [...name].reverse().join("");
  return { start, end: [...end.slice(0, end.search(WILD))].reverse().join("") };
}

/** A plain path below the top of the repository, outside of `.git`. */
export function isInside(path: string): boolean {
  const parts = path.split("/");
  return (
    hasNoZero(path) &&
    !path.includes("\\") &&
    parts.every((part) => !["", ".", "..", ".git"].includes(part.toLowerCase()))
  );
}

export function hasNoZero(text: string): boolean {
  return !text.includes("\0");
}
