// Finds what may be given of each store, as it was kept or made anew, and keeps what was made once the model has its answer.
import { realpathSync } from "node:fs";
import type { Place } from "../../git/place.ts";
import type { HookHost } from "./host.ts";
import type { MadeView } from "./programs.ts";
import { claimView, type HookView, readView } from "./view-file.ts";
import { viewKeys } from "./view-key.ts";

/**
 * With more lessons than this a view takes seconds to make, so the model is answered from the last one if lessons were only
 * added since.
 */
const MADE_WHILE_WAITED_FOR = 500;

export interface Views {
  at(place: Place): Promise<HookView>;
  keep(): Promise<void>;
}

/** `limitMs`: how long the runtime waits. */
export function openViews(host: HookHost, limitMs: number, make: (place: Place) => Promise<MadeView>): Views {
  const keeping: (() => Promise<void>)[] = [];
  return {
    async at(given) {
      const place = { ...given, worktree: realOf(given.worktree) };
      const kept = readView(place, Date.now());
      const keys = kept && viewKeys(place, kept);
      if (kept && kept.key === keys?.key) return kept;
      if (kept && kept.firm === keys?.firm && kept.stored > MADE_WHILE_WAITED_FOR) {
        keeping.push(() => makeApart(host, place));
        return kept;
      }
      const made = await make(place);
      // A runtime waits until the process ends, so a save that takes long is left to a background process.
      keeping.push(() => (host.age() < limitMs / 2 ? made.keep() : makeApart(host, place)));
      return made.view;
    },
    async keep() {
      for (const each of keeping) await each();
    },
  };
}

/** The name by which a process that is started there knows it too: a runtime may have come by a link. */
function realOf(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    return folder;
  }
}

/** By one process at a time. */
export async function makeApart(host: HookHost, place: Place): Promise<void> {
  if (claimView(place)) await host.startApart(["hook", "--make-view"], place.worktree);
}
