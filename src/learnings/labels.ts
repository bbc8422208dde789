// Tells from a lesson's own words that it speaks to its reader as a commander; what its record says of that is not believed.
import { readsAsInstruction } from "../shared/text/reads-as-instruction.ts";
import type { LearningRecord } from "./records/learning.ts";

type Shown = Pick<LearningRecord, "title" | "body" | "paths" | "tags" | "symptoms" | "runtime">;

/** Records are never changed, and looking at one takes longer than all else that is asked of it. */
const known = new WeakMap<Shown, boolean>();

/** Of all that a reader is shown. */
export function isCommanding(learning: Shown): boolean {
  const before = known.get(learning);
  if (before !== undefined) return before;
  const { title, body, paths, tags, symptoms = [], runtime } = learning;
  const found =
    readsAsInstruction([title, body, ...paths, ...tags, ...symptoms, runtime].join("\n")) !== null;
  known.set(learning, found);
  return found;
}
