// Recognises from a lesson's own words that it is worded as an order; what its record says about that is not believed.
import { readsAsInstruction } from "../shared/text/reads-as-instruction.ts";
import type { LearningRecord } from "./records/learning.ts";

type Shown = Pick<LearningRecord, "title" | "body" | "paths" | "tags" | "symptoms" | "runtime">;

/** Results of other processes, as the scan takes longer than all else in a call. */
export interface KeptLabels {
  /** Undefined for a text that nobody has scanned. */
  isCommanding(text: string): boolean | undefined;
  keep(text: string, isCommanding: boolean): void;
}

let kept: KeptLabels | null = null;
/** Records never change. */
const known = new WeakMap<Shown, boolean>();

/** One place serves all stores, as equal texts get equal answers. */
export function keepLabelsIn(place: KeptLabels): void {
  kept = place;
}

/** Scans all that a reader is shown. */
export function isCommanding(learning: Shown): boolean {
  const before = known.get(learning);
  if (before !== undefined) return before;
  const { title, body, paths, tags, symptoms = [], runtime } = learning;
  const text = [title, body, ...paths, ...tags, ...symptoms, runtime].join("\n");
  const found = kept?.isCommanding(text) ?? look(text);
  known.set(learning, found);
  return found;
}

function look(text: string): boolean {
  const found = readsAsInstruction(text) !== null;
  kept?.keep(text, found);
  return found;
}
