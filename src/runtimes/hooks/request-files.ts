// Reads the files and folders of a tool call, and where its patterns look.
import type { ActionRequest } from "../../envelope/action.ts";
import { type Fields, filesIn, firstText, patchedIn, textsIn, writtenIn } from "./read.ts";

const FOLDER_FIELDS = ["directory", "workdir", "working_directory", "cwd"];
/** Lists of paths that may be patterns, from the folder in which the agent works. */
const PATTERN_FIELDS = ["paths", "target_directories"];
/** Patterns of the names in which a search looks, from the folder that it is given. */
const FILTER_FIELDS = ["glob", "globs", "include", "include_pattern"];
/** As many names as one pattern with braces may stand for. */
const MOST_NAMES = 100;

export const placesIn = (input: Fields): string[] => [
  ...filesIn(input),
  ...textsIn(input, FOLDER_FIELDS),
  // In a folder that is given, `include` is a filter.
  ...textsIn(input, folderOf(input) === null ? [...PATTERN_FIELDS, "include"] : PATTERN_FIELDS).flatMap(
    beginningsOf,
  ),
];

const folderOf = (input: Fields): string | null => firstText(input.path, input.dir_path);

/** One that names no file reads what nobody can tell. */
export function readsOf(paths: readonly string[]): readonly ActionRequest[] | null {
  return paths.length === 0 ? null : paths.map((path) => ({ kind: "read", path }));
}

/** Of a tool that shows names. Without a place it looks in the folder. */
export function listedBy(name: string, input: Fields): readonly ActionRequest[] | null {
  const places = placesIn(input);
  const found = [...(/glob/i.test(name) ? globbed(input) : []), ...places];
  return readsOf(found.length === 0 ? ["."] : found);
}

/** Of a tool that shows what is in files: where it looks, and each name that it looks for. */
export function searchedBy(input: Fields): readonly ActionRequest[] {
  const places = placesIn(input);
  const folder = folderOf(input);
  const wanted = textsIn(input, FILTER_FIELDS).flatMap((filter) => namesOf(filter, folder));
  const patterns = textsIn(input, ["paths"]).flatMap((pattern) => namesOf(pattern, null));
  return [
    ...(places.length === 0 ? ["."] : places).map(
      (path) => ({ kind: "read", path, contents: true }) as const,
    ),
    ...[...wanted, ...patterns].map((path) => ({ kind: "read", path }) as const),
  ];
}

/** A write that names no file can't be judged, and is not let through for that. */
export function writtenBy(name: string, input: Fields): ActionRequest[] {
  const files = [...new Set([...placesIn(input), ...writtenIn(input)])];
  const patched = name === "apply_patch" ? patchedIn(input) : [];
  // A patch may be read from the folder of the call or from that of the session.
  const elsewhere = textsIn(input, FOLDER_FIELDS).flatMap((folder) =>
    patched.flatMap((file) => (isFull(file) ? [] : `${folder}/${file}`)),
  );
  const all = [...files, ...patched, ...elsewhere];
  return (all.length === 0 ? [""] : all).map((path) => ({
    kind: "write",
    path,
    // Gemini CLI looks for a file that is not there in all folders, and takes one whose path ends alike.
    ...(name === "replace" && !isFull(path) ? { mustExist: true } : {}),
  }));
}

const isFull = (path: string): boolean => /^(?:[\\/~]|[A-Za-z]:)/.test(path);

/** Where a pattern begins: `src/*.ts` looks in src, wherever it ends. */
function globbed(input: Fields): string[] {
  const place = folderOf(input);
  const pattern = firstText(input.pattern);
  const starts = pattern === null ? [] : beginningsOf(pattern).filter((start) => start !== ".");
  return starts.map((start) =>
    start === "" || isFull(start) || place === null ? start : `${place}/${start}`,
  );
}

/** Of each path that the braces of a pattern stand for; empty where they are too many. */
function beginningsOf(pattern: string): string[] {
  const all = alternatives(pattern);
  return all.length === 1 && all[0] === "" ? all : all.map((each) => literalPart(each) || ".");
}

/** What of a path holds no wildcard. One that climbs behind a wildcard can lead anywhere. */
function literalPart(path: string): string {
  const at = path.search(/[*?{[]/);
  if (at < 0) return path;
  return path.slice(at).includes("..") ? "/" : path.slice(0, behindFolder(path.slice(0, at)));
}

/** What a pattern spells, to be held against what is denied by name: as a whole, and each of its parts. */
function namesOf(pattern: string, folder: string | null): string[] {
  const parts = new Set(
    [pattern, ...pattern.split(/\s+/), ...pattern.split(/[\s,]+/)].map((each) => each.trim()),
  );
  return [...parts]
    .filter((part) => part !== "" && !part.startsWith("!"))
    .flatMap((part) => alternatives(part))
    .map((part) => (folder === null || part === "" || isFull(part) ? part : `${folder}/${part}`));
}

/** `*.{pem,key}` as the two that it stands for; one that stands for too many names none that can be told. */
function alternatives(pattern: string): string[] {
  const done: string[] = [];
  const open = [pattern];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const found = /\{([^{}]*)\}/.exec(next);
    const inner = found?.[1]?.split(",", MOST_NAMES + 1) ?? [];
    if (done.length + open.length + inner.length > MOST_NAMES) return [""];
    if (found === null) done.push(next);
    else
      for (const each of inner)
        open.push(next.slice(0, found.index) + each + next.slice(found.index + found[0].length));
  }
  return done;
}

/** Where the name behind the last folder begins. */
const behindFolder = (path: string): number => Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1;
