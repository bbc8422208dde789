// Brings the kept index of base's past commits up to date from git.
import path from "node:path";
import { isAncestor } from "../../git/containment.ts";
import { git } from "../../git/run.ts";
import { createSearchEngine } from "../../retrieval/engine.ts";
import { encodeIndex } from "../../retrieval/kept-index.ts";
import { makeFolders, replaceFile } from "../../shared/files.ts";
import { LOG_FORMAT, parseLog, revertedBy } from "../commit.ts";
import type { Past } from "../past.ts";
import { speaksAsCommander, storable } from "../storable.ts";
import { HISTORY_FORMAT, type HistoryHead, historyFile, readHistory } from "./read.ts";

/** The newest; what is older is what nobody remembers either, and git log finds it. */
const MOST_COMMITS = 20_000;

export interface HistoryPlace {
  readonly commonDir: string;
  readonly folder: string;
}

/**
 * Reads what is new since the kept tip, or all where that is not in the past of this one. Keeps nothing and returns null
 * where that is more than `few`. Throws GIT_FAILED.
 */
export async function keepHistory(
  { commonDir, folder }: HistoryPlace,
  head: Omit<HistoryHead, "commits">,
  few = MOST_COMMITS,
): Promise<{ readonly commits: number; readonly added: number } | null> {
  const { tip } = head;
  const kept = readHistory(folder);
  const known = kept !== null && (await isAncestor(commonDir, kept.head.tip, tip)) ? kept : null;
  const range = known === null ? [tip] : [`${known.head.tip}..${tip}`];
  if (few < MOST_COMMITS) {
    const counted = await git(commonDir, [
      "rev-list",
      "--count",
      "--no-merges",
      `--max-count=${few + 1}`,
      ...range,
    ]);
    if (Number(counted) > few) return null;
  }
  const log = await git(commonDir, [
    ...["log", "-z", "--no-merges", "--name-only", `--max-count=${MOST_COMMITS}`, `--format=${LOG_FORMAT}`],
    ...[...range, "--"],
  ]);
  const fresh = parseLog(log).flatMap((commit) => storable(commit) ?? []);
  const before = known?.all() ?? [];
  const all = [...fresh, ...before].slice(0, MOST_COMMITS);
  const taken = revertedBy(all);
  const labels = new Map(before.map(({ id, commands }) => [id, commands]));
  const items = all.map(
    (commit): Past => ({
      ...commit,
      revertedBy: taken.get(commit.id) ?? null,
      commands: labels.get(commit.id) ?? speaksAsCommander(commit),
    }),
  );
  const engine = known?.engine ?? createSearchEngine();
  engine.add(fresh.map((commit) => ({ ...commit, title: commit.subject, tags: [] })));
  const ids = new Set(items.map(({ id }) => id));
  const bytes = encodeIndex(HISTORY_FORMAT, {
    head: { ...head, commits: items.length },
    segment: () => engine.extract((id) => ids.has(id)),
    items,
  });
  const file = historyFile(folder);
  await makeFolders(folder, path.dirname(file));
  await replaceFile(file, bytes);
  return { commits: items.length, added: fresh.length };
}
