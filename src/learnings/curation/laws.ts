// Decides which curations of a learning count and what follows from them. It reads only records, so a forged one is worth
// nothing.

import { NOT_OWN } from "../../records/authority.ts";
import { processesBySession } from "../../records/processes.ts";
import type { State } from "../../records/state.ts";
import { compareIds } from "../../shared/ids.ts";
import { type CurationAction, type CurationRecord, curationsByLearning } from "../records/curation.ts";
import Learning, { type LearningRecord } from "../records/learning.ts";
import { isSameWords } from "../twins.ts";

/** A decision with the reason why it does not count; `because` is null where it does. */
export interface JudgedCuration {
  readonly record: CurationRecord;
  readonly because: string | null;
}

/** Actions that take a learning out of service until `restore`. */
const OUT: ReadonlySet<CurationAction> = new Set(["retire", "contradict", "merge"]);

/** All decisions about a learning, oldest first. `promotion.ts` decides if a promotion is deserved. */
export function curationsOf(state: State, { id }: LearningRecord): JudgedCuration[] {
  if (state.by(curationsByLearning, id).length === 0) return [];
  return playedOut(state, id).filter(({ record }) => record.learning === id);
}

/** The decision by which a learning is out of service; null while it is in service. */
export function outBy(judged: readonly JudgedCuration[]): CurationRecord | null {
  const last = judged.findLast(
    ({ record, because }) => because === null && (record.action === "restore" || OUT.has(record.action)),
  );
  return last && last.record.action !== "restore" ? last.record : null;
}

/** Why a decision does not count, apart from other decisions; null where it may. */
function objectionToCuration(state: State, curation: CurationRecord): string | null {
  const learning = state.get(Learning, curation.learning);
  if (!learning) return "there is no such learning";
  if (curation.role !== "supervisor") return `in the role of a ${curation.role}`;
  if (state.origin(curation.id)?.own !== true) return NOT_OWN;
  if (curation.session === learning.session) return "by the session that recorded the learning";
  if (isHostOf(state, learning, curation))
    return "by the runtime process that recorded the learning, under another session's name";
  if (curation.reason.trim() === "") return "without a reason";
  return objectionToParts(state, learning, curation);
}

/** True if the process behind a decision also hosted the author, under any name, as far as records tell. */
function isHostOf(state: State, learning: LearningRecord, curation: CurationRecord): boolean {
  const { clone, process, action } = curation;
  if (process === null) return false;
  if (state.by(processesBySession, learning.session).includes(`${clone} ${process}`)) return true;
  // An author can write anything into a lesson to get it promoted, while giving up one's own lesson gains nothing.
  return action === "promote" && learning.clone === clone && learning.process === process;
}

function objectionToParts(
  state: State,
  learning: LearningRecord,
  { action, stage, other, evidence }: Pick<CurationRecord, "action" | "stage" | "other" | "evidence">,
): string | null {
  if (action === "promote" || action === "demote") return stage === null ? "names no stage" : null;
  if (action !== "contradict" && action !== "merge") return null;
  const kept = other === null ? undefined : state.get(Learning, other);
  if (!kept) return "names no other learning that is known";
  if (kept.id === learning.id) return "names the learning itself as the other one";
  if (isSameWords(kept, learning)) return "the two say the same in the same words, so one is served";
  if (action === "contradict" && !showsContradiction(state, evidence, [learning.id, kept.id]))
    return "shows no commit, no command and no two records that contradict the learning";
  return null;
}

/** Similarity or another opinion contradicts nothing; it takes evidence that others can look at. */
function showsContradiction(
  state: State,
  evidence: CurationRecord["evidence"],
  learnings: readonly string[],
): boolean {
  if (evidence.some(({ type }) => type === "commit" || type === "command")) return true;
  const records = evidence.flatMap(({ type, ref }) =>
    type === "record" && state.record(ref) && !learnings.includes(ref) ? [ref] : [],
  );
  return new Set(records).size >= 2;
}

/**
 * Applies the decisions about a learning, and about all learnings that they point to, in the order of ids. The first of two
 * contrary ones stands until it is restored, and none may close a circle, as then nothing would be served.
 */
function playedOut(state: State, id: string): JudgedCuration[] {
  const out = new Map<string, CurationRecord>();
  return reachableFrom(state, id).map((record) => {
    const because = objectionToCuration(state, record) ?? orderObjection(out, record);
    if (because === null && record.action === "restore") out.delete(record.learning);
    if (because === null && OUT.has(record.action)) out.set(record.learning, record);
    return { record, because };
  });
}

function orderObjection(out: ReadonlyMap<string, CurationRecord>, record: CurationRecord): string | null {
  const before = out.get(record.learning);
  if (record.action === "restore") return before ? null : "nothing to restore: it was in service";
  if (!OUT.has(record.action)) return null;
  if (before) return `it was out of service already, by ${before.id}`;
  for (let next = record.other; next !== null; next = out.get(next)?.other ?? null)
    if (next === record.learning) return "the other one points back to it already";
  return null;
}

/**
 * Decisions about other learnings that are looked at. Nobody merges for longer from one lesson to the next, and each of
 * them would ask for all the others.
 */
const MOST_OF_OTHERS = 50;

/** Decisions about the learning, about those that these name, and so on up to the limit; oldest first. */
function reachableFrom(state: State, id: string): CurationRecord[] {
  const found: CurationRecord[] = [];
  const known = new Set([id]);
  let left = MOST_OF_OTHERS;
  for (const each of known) {
    const about = state.by(curationsByLearning, each).toSorted(compareIds);
    const looked = each === id ? about : about.slice(0, left);
    if (each !== id) left -= looked.length;
    for (const record of looked) {
      found.push(record);
      if (record.other !== null) known.add(record.other);
    }
    if (left <= 0) break;
  }
  return found.toSorted(compareIds);
}
