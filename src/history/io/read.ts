// Reads the kept index of base's past commits.
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { type KeptIndex, openIndex } from "../../retrieval/kept-index.ts";
import type { Past } from "../past.ts";

export interface HistoryHead {
  /** The commit whose past it is. */
  readonly tip: string;
  /** Tells without git whether base has moved since; `byHead` where the branch that is checked out stands in for base. */
  readonly stamp: string;
  readonly byHead: boolean;
  readonly commits: number;
}

export type KeptHistory = KeptIndex<HistoryHead, Past>;

export const HISTORY_FORMAT = "agentops-history-2\n";
/** `folder` is ours in the common git directory. */
export const historyFile = (folder: string): string => path.join(folder, "cache", "history");

/** Null when there is none, or it is damaged. */
export function readHistory(folder: string): KeptHistory | null {
  try {
    return openIndex<HistoryHead, Past>(HISTORY_FORMAT, readFileSync(historyFile(folder)));
  } catch {
    return null;
  }
}

/** Changes when the file does; null when there is none. */
export function historyVersion(folder: string): string | null {
  const found = statSync(historyFile(folder), { throwIfNoEntry: false });
  return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : null;
}
