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

/** Up to so many new commits are read within a call; more are read in the background. */
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

/** Reads here where little is new, else in one background process. Never throws, as history is an extra. */
export async function refreshHistory(house: House): Promise<void> {
  const folder = house.hooksFolder;
  const file = historyFile(house.hooksFolder);
  try {
    if (!claimMaking(folder, file)) return;
    if (await readHistory(house, FEW_COMMITS)) return;
    if (claimMaking(folder, file)) await startApart(["hook", "--read-history"], house.dir);
  } catch {
    // A full disk or a failing git: the next caller tries again.
  }
}

/** False where more than `few` commits are new; without `few` all are read. */
export async function readHistory(
  house: House,
  few: number | null = null,
  progress: ReadProgress = () => {},
): Promise<boolean> {
  const { repository, hooksFolder: folder } = house;
  try {
    // Taken before base is read, so that a change in between shows as one.
    const stamps = { head: baseStamp(repository, true), base: baseStamp(repository, false) };
    const { commit: tip, unprotected: byHead } = await house.codeBase();
    if (tip === null) return true;
    const head = { tip, stamp: byHead ? stamps.head : stamps.base, byHead };
    const place = { commonDir: repository.commonDir, folder, reader: house.reader };
    const told = (done: number, all: number): void => {
      // Tells others that this work goes on, so that they wait for it.
      stillMaking(historyFile(folder));
      progress(done, all);
    };
    return (await keepHistory(place, head, { few, progress: told })) !== null;
  } finally {
    endMaking(historyFile(folder));
  }
}
