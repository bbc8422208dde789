// Keeps notes on raw commits, documents and talks in a private file of this clone, to which many processes append.
import { appendFile } from "node:fs/promises";
import path from "node:path";
import { makeFolders, readTextNow, replaceFile } from "../../shared/files.ts";
import { type EpisodeNote, namesTalk, parseEpisodeNotes } from "../episode-notes.ts";

const OWNER_ONLY = 0o600;

/** Beside the cache, as nothing else knows it. `folder` is ours in the common git directory. */
export const episodeNotesFile = (folder: string): string => path.join(folder, "episodes.jsonl");

export const readEpisodeNotes = (folder: string): EpisodeNote[] =>
  parseEpisodeNotes(readTextNow(episodeNotesFile(folder)) ?? "");

/** Throws where the disk can't be written. */
export async function addEpisodeNotes(folder: string, notes: readonly EpisodeNote[]): Promise<void> {
  if (notes.length === 0) return;
  const file = episodeNotesFile(folder);
  await makeFolders(folder);
  // A line that a killed process has left half written ends before ours begins.
  const torn = readTextNow(file) ?? "";
  const lines = notes.map((note) => `${JSON.stringify(note)}\n`).join("");
  await appendFile(file, torn === "" || torn.endsWith("\n") ? lines : `\n${lines}`, { mode: OWNER_ONLY });
}

/** Forgets all notes that are about talks. */
export async function dropTalkNotes(folder: string): Promise<void> {
  const notes = readEpisodeNotes(folder);
  const kept = notes.filter(({ id }) => !namesTalk(id));
  if (kept.length === notes.length) return;
  await replaceFile(
    episodeNotesFile(folder),
    kept.map((note) => `${JSON.stringify(note)}\n`).join(""),
    OWNER_ONLY,
  );
}
