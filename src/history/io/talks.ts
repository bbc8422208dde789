// Reads the kept talks of earlier sessions.
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { type KeptIndex, openIndex } from "../../retrieval/kept-index.ts";
import type { Talk } from "../talk.ts";

export interface TalksHead {
  /** When session files were looked for, in milliseconds since 1970. */
  readonly looked: number;
  /** Session file -> its size and time when it was read. */
  readonly files: Readonly<Record<string, readonly [size: number, mtimeMs: number]>>;
  /** Hashes of lines that many sessions hold: a script's, and nothing that was said once. */
  readonly recurring: readonly string[];
}

export type KeptTalks = KeptIndex<TalksHead, Talk>;

export const TALKS_FORMAT = "agentops-talks-1\n";
/** `folder` is ours in the common git directory. */
export const talksFile = (folder: string): string => path.join(folder, "cache", "talks");

/** Null when there are none, or the file is damaged. */
export function readTalks(folder: string): KeptTalks | null {
  try {
    return openIndex<TalksHead, Talk>(TALKS_FORMAT, readFileSync(talksFile(folder)));
  } catch {
    return null;
  }
}

/** Changes when the file does; null when there is none. */
export function talksVersion(folder: string): string | null {
  const found = statSync(talksFile(folder), { throwIfNoEntry: false });
  return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : null;
}
