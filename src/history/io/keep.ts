// Brings the kept index of base's past commits up to date from git.
import path from "node:path";
import { isAncestor } from "../../git/containment.ts";
import type { ObjectReader } from "../../git/object-reader.ts";
import { git } from "../../git/run.ts";
import { createSearchEngine } from "../../retrieval/engine.ts";
import { encodeIndex } from "../../retrieval/kept-index.ts";
import { makeFolders, replaceFile } from "../../shared/files.ts";
import { groupBy } from "../../shared/group-by.ts";
import { LOG_FORMAT, parseLog, revertedBy } from "../commit.ts";
import { isRead, sectionsOf } from "../document.ts";
import type { Past } from "../past.ts";
import { speaksAsCommander, storable } from "../storable.ts";
import { HISTORY_FORMAT, type HistoryHead, historyFile, readHistory } from "./read.ts";

/** The newest; what is older is what nobody remembers either, and git log finds it. */
const MOST_COMMITS = 20_000;

/** More documents, or a larger one, than anybody has written by hand. */
const MOST_DOCUMENTS = 400;
const MOST_BYTES = 200_000;

export interface HistoryPlace {
  readonly commonDir: string;
  readonly folder: string;
  readonly reader: ObjectReader;
}

/**
 * Reads what is new since the kept tip, or all where that is not in the past of this one. Keeps nothing and returns null
 * where that is more than `few`. Throws GIT_FAILED.
 */
export async function keepHistory(
  { commonDir, folder, reader }: HistoryPlace,
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
    ...[
      "log",
      "-z",
      "--no-merges",
      "--name-only",
      "--no-renames",
      `--max-count=${MOST_COMMITS}`,
      `--format=${LOG_FORMAT}`,
    ],
    ...[...range, "--"],
  ]);
  const fresh = parseLog(log).flatMap((commit) => storable(commit) ?? []);
  const kinds = groupBy(known?.all() ?? [], ({ kind }) => kind);
  const before = kinds.get("commit") ?? [];
  const all = [...fresh, ...before].slice(0, MOST_COMMITS);
  const taken = revertedBy(all);
  const labels = new Map(before.map(({ id, commands }) => [id, commands]));
  const commits = all.map(
    (commit): Past => ({
      ...commit,
      kind: "commit",
      revertedBy: taken.get(commit.id) ?? null,
      commands: labels.get(commit.id) ?? speaksAsCommander(commit),
    }),
  );
  const read = new Map((kinds.get("document") ?? []).map((each) => [each.id, each]));
  const documents = await documentsAt({ commonDir, reader }, tip, { commits, read });
  const items = [...commits, ...documents];
  const engine = known?.engine ?? createSearchEngine();
  const changed = documents.filter((each) => !isSame(each, read.get(each.id)));
  engine.add([...fresh, ...changed].map((past) => ({ ...past, title: past.subject, tags: [] })));
  const ids = new Set(items.map(({ id }) => id));
  const bytes = encodeIndex(HISTORY_FORMAT, {
    head: { ...head, commits: commits.length },
    segment: () => engine.extract((id) => ids.has(id)),
    items,
  });
  const file = historyFile(folder);
  await makeFolders(folder, path.dirname(file));
  await replaceFile(file, bytes);
  return { commits: commits.length, added: fresh.length };
}

const isSame = (one: Pick<Past, "subject" | "body">, other: Past | undefined): boolean =>
  one.subject === other?.subject && one.body === other.body;

/** The sections of the documents at `tip`, each of the day of the newest commit that changed its file. */
async function documentsAt(
  { commonDir, reader }: Omit<HistoryPlace, "folder">,
  tip: string,
  { commits, read }: { readonly commits: readonly Past[]; readonly read: ReadonlyMap<string, Past> },
): Promise<Past[]> {
  const listed = await git(commonDir, ["ls-tree", "-r", "-z", tip]);
  const files = listed.split("\0").flatMap((entry) => {
    const [, mode, id = "", file = ""] = /^(\d+) blob ([0-9a-f]+)\t([\s\S]+)$/.exec(entry) ?? [];
    return mode === "100644" && isRead(file) ? [{ id, file }] : [];
  });
  const days = new Map(
    commits.toReversed().flatMap(({ day, paths }) => paths.map((file) => [file, day] as const)),
  );
  const sections: Past[] = [];
  for (const { id, file } of files.slice(0, MOST_DOCUMENTS)) {
    const text = (await reader.readBounded(id, MOST_BYTES))?.data?.toString("utf8") ?? "";
    for (const { id: section, title, body } of sectionsOf(file, text.includes("\0") ? "" : text)) {
      const day = days.get(file) ?? "an unknown day";
      const found = { id: section, day, subject: title, body, paths: [file] };
      const known = read.get(section);
      // Judging a text takes longer than anything else here, and most sections stay as they are.
      if (known && isSame(found, known)) {
        sections.push({ ...known, day });
        continue;
      }
      const kept = storable(found);
      if (kept === null) continue;
      sections.push({ ...kept, kind: "document", revertedBy: null, commands: speaksAsCommander(kept) });
    }
  }
  return sections;
}
