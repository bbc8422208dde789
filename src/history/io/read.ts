// Reads the kept index of base's past commits.
import path from "node:path";
import type { KeptIndex } from "../../retrieval/kept-index.ts";
import type { Past } from "../past.ts";
import { readKept } from "./kept.ts";

export interface HistoryHead {
  /** The commit whose past it is. */
  readonly tip: string;
  /** Tells without git whether base has moved since; `byHead` where the branch that is checked out stands in for base. */
  readonly stamp: string;
  readonly byHead: boolean;
  readonly commits: number;
}

export type KeptHistory = KeptIndex<HistoryHead, Past>;

export const HISTORY_FORMAT = "agentops-history-4\n";
/** `folder` is ours in the common git directory. */
export const historyFile = (folder: string): string => path.join(folder, "cache", "history");

/** Null when there is none, or it is damaged. */
export const readHistory = (folder: string): KeptHistory | null =>
  readKept(HISTORY_FORMAT, historyFile(folder));
