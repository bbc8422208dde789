// Answers from the kept talks of earlier sessions, and has new sessions looked for now and then.
import type { TalksPort } from "../port.ts";
import { type Talk, talksFor } from "../talk.ts";
import { keptReader } from "./kept.ts";
import { TALKS_FORMAT, type TalksHead, talksFile } from "./talks.ts";

export interface TalksSource {
  readonly folder: string;
  /** Has it done by a process of its own, where this clone wants that. Never throws. */
  refresh(): Promise<void>;
}

/** So long a server takes what it has seen for current. */
const LOOKS_AGAIN_MS = 60_000;

export function openTalks({ folder, refresh }: TalksSource): TalksPort {
  const current = keptReader<TalksHead, Talk>(TALKS_FORMAT, talksFile(folder));
  let asked = Number.NEGATIVE_INFINITY;

  async function fresh() {
    if (performance.now() - asked > LOOKS_AGAIN_MS) {
      asked = performance.now();
      await refresh();
    }
    return current();
  }

  return {
    async said(task, most) {
      const talks = await fresh();
      return talks === null ? [] : talksFor(talks, task, most);
    },
    talks: async () => (await fresh())?.all() ?? [],
  };
}
