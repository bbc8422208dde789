// Holds what a session derives from the journal, and tracks which part of it is out of date.

import Learning from "../learnings/records/learning.ts";
import { isSameText, toDocument } from "../learnings/search-document.ts";
import { type DirectoryView, keysBetween, overlayState } from "../learnings/written-texts.ts";
import type { Memory } from "../records/incremental.ts";
import type { State } from "../records/state.ts";
import { contradiction } from "../retrieval/contradicts.ts";
import { differs } from "../retrieval/differs.ts";
import type { Similar } from "../retrieval/query.ts";
import type { DraftText } from "../retrieval/similar.ts";
import type { JournalModel } from "./cache/keep.ts";

/** All that is derived from the journal's model, and which part of it is out of date. */
export interface Derived {
  /** Counts the changes of the journal's state. */
  version: number;
  /** That state with the lessons that people wrote in files laid over it, as of that version. */
  overlaid: { readonly state: State; readonly given: DirectoryView | null; readonly version: number };
  /** Intermediate results of the metrics; null until somebody measures. */
  memory: Memory | null;
  /** The keys that changed since people's texts were last laid over the state. */
  readonly changed: Set<string>;
}

export const derivedFrom = ({ state }: JournalModel): Derived => ({
  version: 0,
  overlaid: { state, given: null, version: 0 },
  memory: null,
  changed: new Set(),
});

/** Lays people's texts over the journal's state, and makes them searchable. */
export function layGiven({ state, engine }: JournalModel, derived: Derived, given: DirectoryView): void {
  const { given: before, state: overlaid, version } = derived.overlaid;
  if (given === before && version === derived.version) return;
  const changed = new Set([...(before?.overlays ?? []), ...given.overlays].map(({ id }) => id));
  const laid = overlayState(state, given);
  derived.overlaid = { state: laid, given, version: derived.version };
  if (derived.memory) for (const key of keysBetween(before, given)) derived.changed.add(key);
  for (const id of changed) {
    const learning = laid.get(Learning, id);
    if (!learning) engine.remove(id);
    else if (!isSameText(learning, overlaid.get(Learning, id))) engine.add([toDocument(learning)]);
  }
}

/** What the engine found to be like a draft, with what the similar lesson says to the contrary. */
export function asSimilar(
  { id, similarity }: Pick<Similar, "id" | "similarity">,
  state: State,
  draft: DraftText,
): Similar {
  const known = state.get(Learning, id);
  return {
    id,
    similarity,
    title: known?.title ?? "",
    get differs() {
      return known !== undefined && (differs(known, draft) || contradiction(known, draft) !== null);
    },
  };
}
