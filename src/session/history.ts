// Brings the kept history of base up to date for servers and hooks.

import { baseStamp } from "../git/place.ts";
import { startApart } from "../git/this-program.ts";
import { addEpisodeNotes, readEpisodeNotes } from "../history/io/episode-notes.ts";
import { keepHistory } from "../history/io/keep.ts";
import { openHistory } from "../history/io/open.ts";
import { openTalks } from "../history/io/open-talks.ts";
import { historyFile } from "../history/io/read.ts";
import type { HistoryPort, ReadProgress } from "../history/port.ts";
import { claimMaking, endMaking, stillMaking } from "../shared/making.ts";
import type { House } from "./house.ts";
import { refreshTalks } from "./talks.ts";

/** Read within a call; for more of them than that nobody has to wait. */
const FEW_COMMITS = 300;

export function historyOf(house: House): HistoryPort {
  const folder = house.hooksFolder;
  return {
    ...openHistory({
      commonDir: house.repository.commonDir,
      folder,
      stamp: (byHead) => baseStamp(house.repository, byHead),
      refresh: () => refreshHistory(house),
      readAll: async (progress) => void (await readHistory(house, null, progress)),
    }),
    ...openTalks({ folder, refresh: () => refreshTalks(house) }),
    notes: () => readEpisodeNotes(folder),
    note: (notes) => addEpisodeNotes(folder, notes),
  };
}

/** Here where little is new, else in a process of its own; by one process at a time. Never throws: history is an extra. */
export async function refreshHistory(house: House): Promise<void> {
  const [folder, file] = [house.hooksFolder, historyFile(house.hooksFolder)];
  try {
    if (!claimMaking(folder, file)) return;
    if (await readHistory(house, FEW_COMMITS)) return;
    if (claimMaking(folder, file)) await startApart(["hook", "--read-history"], house.dir);
  } catch {
    // A full disk, a git that fails: the next to ask tries again.
  }
}

/** False where more than `few` commits are new; all are read without it. */
export async function readHistory(
  house: House,
  few: number | null = null,
  progress: ReadProgress = () => {},
): Promise<boolean> {
  const { repository, hooksFolder: folder } = house;
  try {
    // Before base is read, so that a change in between shows as one.
    const stamps = { head: baseStamp(repository, true), base: baseStamp(repository, false) };
    const { commit: tip, unprotected: byHead } = await house.codeBase();
    if (tip === null) return true;
    const head = { tip, stamp: byHead ? stamps.head : stamps.base, byHead };
    const place = { commonDir: repository.commonDir, folder, reader: house.reader };
    const told = (done: number, all: number): void => {
      // Others wait for as long as it is known to go on.
      stillMaking(historyFile(folder));
      progress(done, all);
    };
    return (await keepHistory(place, head, { few, progress: told })) !== null;
  } finally {
    endMaking(historyFile(folder));
  }
}
