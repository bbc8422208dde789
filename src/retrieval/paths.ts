// Makes file paths searchable by place: the same file, the same folder, a folder above or below.
import { readPath } from "../shared/text/written-path.ts";

/** Deeper folders than this are not indexed one by one. */
const DEEPEST = 12;

/** Characters that begin the terms of places; no analysed word can hold them. */
const FILE = "=";
const FOLDER = "/";

/** The share of a place's information that counts: all for the same file, less for each folder further up. */
const NEARNESS = { same: 1, folder: 0.5, above: 0.2 } as const;

export interface PlaceTerm {
  readonly term: string;
  readonly weight: number;
  /** A match is about the place itself, below it, or beside it; null where that is not worth naming as a reason. */
  readonly near: "same" | "below" | "beside" | null;
}

const GLOB = /[*?[\]{}]/;
const partsOf = (path: string): string[] =>
  readPath(path.replace(/\p{Surrogate}/gu, "\ufffd")).path.split("/");

/** The folders of a path without its glob part: `src/a/**` and `src/a/` both give `src`, `a`. */
function segments(path: string): string[] {
  const parts = partsOf(path);
  const glob = parts.findIndex((part) => GLOB.test(part));
  return (glob < 0 ? parts : parts.slice(0, glob))
    .filter((part) => part !== "" && part !== ".")
    .slice(0, DEEPEST);
}

/** True for `src/a/*.ts`, which names the files of one folder and not all below it. */
function namesFiles(path: string): boolean {
  const [last = "", ...above] = partsOf(path).reverse();
  return GLOB.test(last) && /[^*]\.\w+$|^\*\.\w+$/.test(last) && !above.some((part) => GLOB.test(part));
}

/** The terms under which a document that names `path` is found. */
export function placeTerms(path: string): string[] {
  const parts = segments(path);
  if (parts.length === 0) return [];
  const folders = parts.slice(1).map((_, index) => FOLDER + parts.slice(0, index + 1).join("/"));
  return [FILE + parts.join("/"), ...folders];
}

/** The term that finds the documents about something below a folder. */
export const belowTerm = (folder: string): string => FOLDER + segments(folder).join("/");

/**
 * The terms that find documents near `path`, a file, folder or glob that the session works on. A folder at the top, such as
 * `src` or `test`, holds too much, so words have to fit too.
 */
export function nearbyTerms(path: string): PlaceTerm[] {
  const parts = segments(path);
  const place = (length: number): string => parts.slice(0, length).join("/");
  if (parts.length === 0) return [];
  const whole = place(parts.length);
  const below = parts.length === 1 ? "beside" : namesFiles(path) ? "same" : "below";
  const found: PlaceTerm[] = [
    { term: FILE + whole, weight: NEARNESS.same, near: "same" },
    { term: FOLDER + whole, weight: NEARNESS.same, near: below },
  ];
  if (parts.length > 1) {
    const folder = place(parts.length - 1);
    const isTop = parts.length === 2;
    found.push({ term: FOLDER + folder, weight: NEARNESS.folder, near: isTop ? null : "beside" });
    // A learning about a folder holds for every file in it.
    found.push({ term: FILE + folder, weight: NEARNESS.same, near: isTop ? "beside" : "same" });
  }
  if (parts.length > 2)
    found.push({ term: FOLDER + place(parts.length - 2), weight: NEARNESS.above, near: null });
  return found;
}

/** The words of a path that say what it is about: the file's name without its ending. */
export function nameOf(path: string): string {
  return (segments(path).at(-1) ?? "").replace(/\.[a-z]{1,4}$/i, "");
}
