// Adds the commits and documents that are new on base to the kept index, without touching what was read before.
import path from "node:path";
import { createSearchEngine } from "../../retrieval/engine.ts";
import { encodeIndex, type KeptIndex } from "../../retrieval/kept-index.ts";
import { makeFolders, replaceFile } from "../../shared/files.ts";
import { revertedBy, reverts, telling } from "../commit.ts";
import { isRead } from "../document.ts";
import type { Past } from "../past.ts";
import { speaksAsCommander, storable } from "../storable.ts";
import { documentsAt, type HistoryPlace } from "./documents.ts";
import { readLog } from "./log.ts";
import {
  HISTORY_FORMAT,
  type HistoryParts,
  joined,
  type KeptReport,
  type NewerHead,
  newerFile,
  type Tip,
} from "./read.ts";

/** Of more than that the lower index is better made anew, as each new commit writes all of these again. */
const MOST_NEWER = 1_000;

export interface Adding {
  readonly parts: HistoryParts;
  /** At most so many at once; null for no other bound. */
  readonly few: number | null;
}

/** Null where there is more new than that. Throws GIT_FAILED. */
export async function addNewer(
  place: HistoryPlace,
  { tip, stamp, byHead }: Tip,
  { parts: { lower, newer }, few }: Adding,
): Promise<KeptReport | null> {
  const { commonDir, folder } = place;
  const most = few ?? MOST_NEWER;
  const kept = joined({ lower, newer });
  const fresh: Past[] = [];
  const days = new Map<string, string>();
  let seen = 0;
  await readLog(commonDir, { tip, since: kept.head.tip }, most + 1, (logged) => {
    seen += 1;
    for (const file of logged.paths) if (isRead(file) && !days.has(file)) days.set(file, logged.day);
    const told = telling(logged);
    const commit = told && storable(told);
    if (commit === null) return;
    fresh.push({ ...commit, kind: "commit", revertedBy: null, commands: speaksAsCommander(commit) });
  });
  const before = newer?.all() ?? [];
  if (seen > most || seen + before.length > MOST_NEWER) return null;
  const listed = [...fresh, ...before.filter(({ kind }) => kind === "commit")];
  const takers = revertedBy(listed);
  const commits = listed.map((each): Past => ({ ...each, revertedBy: takers.get(each.id) ?? null }));
  const files = [...days.keys()];
  const sections = await documentsAt(place, { tip, files, days, known: (id) => kept.item(id) });
  const changed = new Set(files);
  const isChanged = ({ kind, paths: [file = ""] }: Past): boolean => kind === "document" && changed.has(file);
  const documents = [...sections, ...before.filter((each) => each.kind === "document" && !isChanged(each))];
  // As a section is written, so that no commit has to be looked at.
  const gone = files.flatMap((file) => lower.holding(`"paths":[${JSON.stringify(file)}],"kind":"document"`));
  const head: NewerHead = {
    ...{ tip, stamp, byHead, since: lower.head.tip, taken: takenBelow(commits, lower), reading: 0 },
    commits: lower.head.commits + commits.length,
    older: lower.head.older,
    gone: [...new Set([...(newer?.head.gone ?? []), ...gone.map(({ id }) => id)])],
  };
  const items = [...commits, ...documents];
  const engine = createSearchEngine();
  engine.add(items.map((past) => ({ ...past, title: past.subject, tags: [] })));
  const bytes = encodeIndex<NewerHead, Past>(HISTORY_FORMAT, {
    ...{ head, items },
    segment: () => engine.seal(),
  });
  await makeFolders(folder, path.dirname(newerFile(folder)));
  await replaceFile(newerFile(folder), bytes);
  return { commits: head.commits, added: fresh.length };
}

/** What the new commits take back of those below; a revert that is taken back itself takes back nothing any more. */
function takenBelow(
  commits: readonly Past[],
  lower: KeptIndex<unknown, Past>,
): Record<string, string | null> {
  const taken = new Map<string, string | null>();
  const takers = new Set(commits.map(({ revertedBy: by }) => by));
  for (const commit of commits) {
    const named = commit.revertedBy === null ? reverts(commit) : null;
    // One that takes back a new one takes back none of these.
    if (named === null || takers.has(commit.id)) continue;
    const [found] =
      "id" in named
        ? lower.holding(`{"id":"${named.id}`)
        : lower.holding(`"subject":${JSON.stringify(named.subject)}`).filter(({ kind }) => kind === "commit");
    if (found === undefined) continue;
    taken.set(found.id, commit.id);
    for (const back of lower.holding(`"revertedBy":"${found.id}"`))
      if (!taken.has(back.id)) taken.set(back.id, null);
  }
  return Object.fromEntries(taken);
}
