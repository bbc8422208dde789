// Reads the kept talks of earlier sessions.
import path from "node:path";
import type { KeptIndex } from "../../retrieval/kept-index.ts";
import type { Talk } from "../talk.ts";
import { readKept } from "./kept.ts";

export interface TalksHead {
  /** Session file -> its size and time when it was read. */
  readonly files: Readonly<Record<string, readonly [size: number, mtimeMs: number]>>;
  /** Hashes of lines that many sessions hold: a script's, and nothing that was said once. */
  readonly recurring: readonly string[];
}

export type KeptTalks = KeptIndex<TalksHead, Talk>;

export const TALKS_FORMAT = "agentops-talks-3\n";
/** `folder` is ours in the common git directory. */
export const talksFile = (folder: string): string => path.join(folder, "cache", "talks");

/** Null when there are none, or the file is damaged. */
export const readTalks = (folder: string): KeptTalks | null => readKept(TALKS_FORMAT, talksFile(folder));
