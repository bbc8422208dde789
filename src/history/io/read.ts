// Reads the kept index of base's past commits: what was read once, and over it what has come since.
import { statSync } from "node:fs";
import path from "node:path";
import { type KeptIndex, layered } from "../../retrieval/kept-index.ts";
import type { Past } from "../past.ts";
import { readKept } from "./kept.ts";

export interface HistoryHead {
  /** The commit whose past it is. */
  readonly tip: string;
  /** Tells without git whether base has moved since; `byHead` where the branch that is checked out stands in for base. */
  readonly stamp: string;
  readonly byHead: boolean;
  readonly commits: number;
  /** Commits of base that are left out, as they are the oldest. */
  readonly older: number;
  /** While all is still being read, how many commits that are; else 0. */
  readonly reading: number;
}

/** What is new lies in a file of its own, so that one more commit does not cost what all of them do. */
export interface NewerHead extends HistoryHead {
  /** The tip of what it lies over. */
  readonly since: string;
  /** Commits of below -> who has taken them back by now. */
  readonly taken: Readonly<Record<string, string | null>>;
  /** Sections of below that are not there any more, or not so. */
  readonly gone: readonly string[];
}

export type Tip = Pick<HistoryHead, "tip" | "stamp" | "byHead">;

export interface KeptReport {
  readonly commits: number;
  readonly added: number;
}

export type KeptHistory = KeptIndex<HistoryHead, Past>;

export const HISTORY_FORMAT = "agentops-history-5\n";
/** `folder` is ours in the common git directory. */
export const historyFile = (folder: string): string => path.join(folder, "cache", "history");
export const newerFile = (folder: string): string => path.join(folder, "cache", "history-newer");

export interface HistoryParts {
  readonly lower: KeptHistory;
  readonly newer: KeptIndex<NewerHead, Past> | null;
}

/** Null when there is none, or it is damaged. */
export function historyParts(folder: string): HistoryParts | null {
  const lower = readKept<HistoryHead, Past>(HISTORY_FORMAT, historyFile(folder));
  if (lower === null) return null;
  const newer = readKept<NewerHead, Past>(HISTORY_FORMAT, newerFile(folder));
  return { lower, newer: newer?.head.since === lower.head.tip ? newer : null };
}

export function joined({ lower, newer }: HistoryParts): KeptHistory {
  if (newer === null) return lower;
  const { gone, taken } = newer.head;
  return layered<HistoryHead, HistoryHead, Past>(newer, lower, {
    gone: new Set(gone),
    now(past) {
      const by = taken[past.id];
      return by === undefined ? past : { ...past, revertedBy: by };
    },
  });
}

/** Null when there is none, or it is damaged. */
export function readHistory(folder: string): KeptHistory | null {
  const parts = historyParts(folder);
  return parts && joined(parts);
}

/** Gives what is kept at each call; what is as it was before is not read again. */
export function historyReader(folder: string): () => KeptHistory | null {
  let opened: { readonly version: string; readonly kept: KeptHistory | null } | null = null;
  return () => {
    const version = [historyFile(folder), newerFile(folder)].map(versionOf).join("\n");
    if (opened?.version !== version) opened = { version, kept: readHistory(folder) };
    return opened.kept;
  };
}

function versionOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : "";
}
