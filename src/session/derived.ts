// Holds what a session derives from the journal, and which part of it no longer holds.

import type { DirectoryView } from "../learnings/written-texts.ts";
import type { Memory } from "../records/incremental.ts";
import type { State } from "../records/state.ts";
import type { JournalModel } from "./cache/keep.ts";

/** All that is derived from the journal's model, and which part of it no longer holds. */
export interface Derived {
  /** Counts the changes of the journal's state. */
  version: number;
  /** That state with what people have written laid over it, as of that version. */
  overlaid: { readonly state: State; readonly given: DirectoryView | null; readonly version: number };
  /** What was derived from it so far; null until somebody measures. */
  memory: Memory | null;
  /** Under which keys it has changed since it was laid over last. */
  readonly changed: Set<string>;
}

export const derivedFrom = ({ state }: JournalModel): Derived => ({
  version: 0,
  overlaid: { state, given: null, version: 0 },
  memory: null,
  changed: new Set(),
});
