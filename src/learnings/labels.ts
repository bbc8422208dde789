// Tells from a lesson's own words that it speaks to its reader as a commander; what its record says of that is not believed.
import { readsAsInstruction } from "../shared/text/reads-as-instruction.ts";
import type { LearningRecord } from "./records/learning.ts";

type Shown = Pick<LearningRecord, "title" | "body" | "paths" | "tags" | "symptoms" | "runtime">;

/** What was found of texts by other processes, as to look for all orders takes longer than all else that a call does. */
export interface KeptLabels {
  /** Undefined for a text that nobody has looked at. */
  isCommanding(text: string): boolean | undefined;
  keep(text: string, isCommanding: boolean): void;
}

let kept: KeptLabels | null = null;
/** Records are never changed. */
const known = new WeakMap<Shown, boolean>();

/** Texts are alike in all stores, so that one place does for all of them. */
export function keepLabelsIn(place: KeptLabels): void {
  kept = place;
}

/** Of all that a reader is shown. */
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
