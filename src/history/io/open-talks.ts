// Answers from the kept talks of earlier sessions, and has new sessions looked for now and then.
import { type FoundTalk, talksFor } from "../talk.ts";
import { type KeptTalks, readTalks, talksVersion } from "./talks.ts";

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
  let opened: { readonly version: string; readonly talks: KeptTalks | null } | null = null;
  let asked = Number.NEGATIVE_INFINITY;
  return async (task, most) => {
    if (performance.now() - asked > LOOKS_AGAIN_MS) {
      asked = performance.now();
      await refresh();
    }
    const version = talksVersion(folder);
    if (version === null) return [];
    if (opened?.version !== version) opened = { version, talks: readTalks(folder) };
    return opened.talks === null ? [] : talksFor(opened.talks, task, most);
  };
}
