// Keeps a session's notes in a file that all its hooks append to, as each hook is a short process of its own.
import { appendFileSync, statSync } from "node:fs";
import path from "node:path";
import { isCode, makeFoldersNow, namesIn, readTextNow, replaceFileNow } from "../../shared/files.ts";
import { plainOrHash } from "../../shared/text/credential-like.ts";
import { type HookNote, parseNotes } from "../notes.ts";

export const NOTES_ENDING = ".jsonl";

const SKIPPED_ENDING = ".skipped";

export const notesFolder = (folder: string): string => path.join(folder, "sessions");

/**
 * `folder` is this program's in the common git directory. The name is encoded, as a session's name may hold what no file's
 * may.
 */
export const notesFile = (folder: string, session: string): string =>
  path.join(notesFolder(folder), encodeURIComponent(session) + NOTES_ENDING);

export const sessionOfNotes = (file: string): string =>
  decodeURIComponent(path.basename(file).slice(0, -NOTES_ENDING.length));

/** Takes credentials out of names that the runtime gave, as the notes lie on disk until they are folded. */
const asKept = (entry: HookNote): HookNote => {
  // Of a command only the hash is noted.
  if (entry.t === "denied" && entry.action !== "command")
    return { ...entry, target: plainOrHash(entry.target) };
  return entry.t === "touched" ? { ...entry, path: plainOrHash(entry.path) } : entry;
};

/**
 * Appends the lines in one write, on a new line even where another process was cut off in the middle of one. Throws where
 * the disk can't be written.
 */
export function appendNotes(file: string, entries: readonly HookNote[]): void {
  if (entries.length === 0) return;
  const lines = `\n${entries.map((entry) => JSON.stringify(asKept(entry))).join("\n")}\n`;
  try {
    appendFileSync(file, lines);
  } catch (error) {
    if (!isCode(error, "ENOENT")) throw error;
    makeFoldersNow(path.dirname(path.dirname(file)), path.dirname(file));
    appendFileSync(file, lines);
  }
}

/** All notes of a session; empty where nothing was noted. */
export function readNotes(file: string): HookNote[] {
  return parseNotes(readTextNow(file) ?? "");
}

/** Bytes of the file that the journal already has; kept in a file beside it. */
export function foldedUpTo(file: string): number {
  return Number(readTextNow(markerOf(file))) || 0;
}

export function markFolded(file: string, bytes: number): void {
  replaceFileNow(markerOf(file), String(bytes));
}

/** For `doctor`: what the journal refused, one line each. */
export function noteSkipped(
  file: string,
  skipped: readonly { readonly kind: string; readonly reason: string }[],
): void {
  if (skipped.length > 0)
    appendFileSync(skippedOf(file), skipped.map((each) => `${JSON.stringify(each)}\n`).join(""));
}

/** The files that say which notes of a session were left out. */
export const skippedFiles = (folder: string): string[] =>
  namesIn(notesFolder(folder))
    .filter((name) => name.endsWith(SKIPPED_ENDING))
    .map((name) => path.join(notesFolder(folder), name));

/** Sessions with notes that the journal does not have yet. */
export function unfolded(folder: string): string[] {
  const folders = notesFolder(folder);
  return namesIn(folders).flatMap((name) => {
    if (!name.endsWith(NOTES_ENDING)) return [];
    const file = path.join(folders, name);
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    return size > foldedUpTo(file) ? [sessionOfNotes(file)] : [];
  });
}

const skippedOf = (file: string): string => file.slice(0, -NOTES_ENDING.length) + SKIPPED_ENDING;
const markerOf = (file: string): string => `${file.slice(0, -NOTES_ENDING.length)}.folded`;

export const hasNotes = (file: string): boolean => statSync(file, { throwIfNoEntry: false }) !== undefined;
