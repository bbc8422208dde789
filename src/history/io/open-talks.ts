// Answers from the kept talks of earlier sessions, and has new sessions looked for now and then.
import { type FoundTalk, type Talk, talksFor } from "../talk.ts";
import { keptReader } from "./kept.ts";
import { TALKS_FORMAT, type TalksHead, talksFile } from "./talks.ts";

export interface TalksSource {
  readonly folder: string;
  /** Has it done by a process of its own, where this clone wants that. Never throws. */
  refresh(): Promise<void>;
}

/** So long a server takes what it has seen for current. */
const LOOKS_AGAIN_MS = 60_000;

/** Best first; none as long as nobody has had sessions read. */
export function openTalks({
  folder,
  refresh,
}: TalksSource): (task: string, most: number) => Promise<FoundTalk[]> {
  const current = keptReader<TalksHead, Talk>(TALKS_FORMAT, talksFile(folder));
  let asked = Number.NEGATIVE_INFINITY;
  return async (task, most) => {
    if (performance.now() - asked > LOOKS_AGAIN_MS) {
      asked = performance.now();
      await refresh();
    }
    const talks = current();
    return talks === null ? [] : talksFor(talks, task, most);
  };
}
