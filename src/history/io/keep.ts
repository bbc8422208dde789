// Brings the kept index of base's past commits up to date from git: all of it once, and then what is new alone.
import { rm } from "node:fs/promises";
import path from "node:path";
import { isAncestor } from "../../git/containment.ts";
import { createSearchEngine } from "../../retrieval/engine.ts";
import { encodeIndex } from "../../retrieval/kept-index.ts";
import { makeFolders, replaceFile } from "../../shared/files.ts";
import { createTakers, telling } from "../commit.ts";
import { isRead } from "../document.ts";
import type { Past } from "../past.ts";
import { speaksAsCommander, storable } from "../storable.ts";
import { addNewer } from "./add.ts";
import { documentsAt, type HistoryPlace } from "./documents.ts";
import { countLog, readLog } from "./log.ts";
import {
  HISTORY_FORMAT,
  type HistoryHead,
  historyFile,
  historyParts,
  joined,
  type KeptReport,
  newerFile,
  type Tip,
} from "./read.ts";

/** The newest; what is older is what nobody remembers either, and git log finds it. */
const MOST_COMMITS = 100_000;
/** Counting stops there. */
const MOST_COUNTED = 5_000_000;
/** So many are searchable as soon as they are read, where there are far more. */
const EARLY = 5_000;
/** Commits that are indexed together. */
const AT_ONCE = 5_000;
/** Told at each so many. */
const STEP = 1_000;

export interface Reading {
  /** Keeps nothing where more commits than that are new; null for any number. */
  readonly few: number | null;
  progress(done: number, all: number): void;
}

/**
 * Reads what is new since the kept tip, or all where that is not in the past of this one. Returns null and keeps nothing
 * where that is more than `few`. Throws GIT_FAILED.
 */
export async function keepHistory(
  place: HistoryPlace,
  head: Tip,
  { few, progress }: Reading,
): Promise<KeptReport | null> {
  const { commonDir, folder } = place;
  const parts = historyParts(folder);
  const kept = parts && joined(parts);
  const isKnown =
    kept !== null && kept.head.reading === 0 && (await isAncestor(commonDir, kept.head.tip, head.tip));
  if (parts && isKnown) {
    const added = await addNewer(place, head, { parts, few });
    if (added !== null) return added;
  }
  const range = { tip: head.tip, since: null };
  if (few !== null && (await countLog(commonDir, range, few + 1)) > few) return null;
  return readAll(place, head, progress);
}

/** In pieces that are let go as they come: a long history is never in memory as a whole. */
async function readAll(
  place: HistoryPlace,
  { tip, stamp, byHead }: Tip,
  progress: Reading["progress"],
): Promise<KeptReport> {
  const { commonDir, folder } = place;
  const total = await countLog(commonDir, { tip, since: null }, MOST_COUNTED);
  const all = Math.min(total, MOST_COMMITS);
  const engine = createSearchEngine();
  const written: Buffer[] = [];
  const days = new Map<string, string>();
  const takerOf = createTakers();
  let seen = 0;
  let early = Promise.resolve();

  const add = (past: Past): void => {
    written.push(Buffer.from(JSON.stringify(past)));
    engine.add([{ ...past, title: past.subject, tags: [] }]);
    if (written.length % AT_ONCE === 0) engine.seal();
  };
  const write = async (head: Pick<HistoryHead, "commits" | "older" | "reading" | "stamp">): Promise<void> => {
    const parts = { head: { tip, byHead, ...head }, segment: () => engine.extract(() => true), items: [] };
    const bytes = encodeIndex<HistoryHead, Past>(HISTORY_FORMAT, { ...parts, written });
    await makeFolders(folder, path.dirname(historyFile(folder)));
    await replaceFile(historyFile(folder), bytes);
    await rm(newerFile(folder), { force: true });
  };

  await readLog(commonDir, { tip, since: null }, MOST_COMMITS, (logged) => {
    seen += 1;
    if (seen % STEP === 0) progress(seen, all);
    for (const file of logged.paths) if (isRead(file) && !days.has(file)) days.set(file, logged.day);
    const told = telling(logged);
    const commit = told && storable(told);
    if (commit === null) return;
    add({ ...commit, kind: "commit", revertedBy: takerOf(commit), commands: speaksAsCommander(commit) });
    if (written.length === EARLY && all > EARLY * 2) {
      early = write({ commits: EARLY, older: 0, reading: all, stamp: "" });
      // It is waited for below, after git has ended.
      early.catch(() => {});
    }
  });
  await early;
  const commits = written.length;
  for (const section of await documentsAt(place, { tip, files: null, days, known: () => null })) add(section);
  await write({ commits, older: total - all, reading: 0, stamp });
  return { commits, added: commits };
}
