// Pairs each session with the learnings that it was given, and with what it said of them afterwards.

import type { Citation } from "../../learnings/records/citation.ts";
import type { LearningRecord } from "../../learnings/records/learning.ts";
import { servingsByLearning } from "../../learnings/records/retrieval.ts";
import { servedAt } from "../../learnings/servings.ts";
import { isHelpful } from "../../learnings/strength.ts";
import type { State } from "../../records/state.ts";
import { compareIds } from "../../shared/ids.ts";
import type { Sample } from "./sample.ts";

/**
 * A session and a learning of another session, however often it was served there: an event that is shown by the record
 * of the first serving, and whose value is 1 where the session left a word that counts, other than ignored.
 */
export interface ServedPair extends Sample {
  readonly session: string;
  /** When it was served first. */
  readonly at: string;
  readonly isHelpful: boolean;
}

/** First served first. A session's own learnings are none: it may not cite them. `counted` are the words that count. */
export function servedPairs(
  state: State,
  learning: LearningRecord,
  counted: readonly Citation[],
): ServedPair[] {
  const records = state.by(servingsByLearning, learning.id);
  if (records.length === 0) return [];
  const pairs: ServedPair[] = [];
  const known = new Set([learning.session]);
  const words = new Map(counted.map(({ record, outcome }) => [record.session, outcome]));
  for (const record of records.toSorted(compareIds)) {
    const { session, id } = record;
    if (known.has(session)) continue;
    const at = servedAt(state, record, learning.id);
    if (at === null) continue;
    known.add(session);
    const word = words.get(session) ?? "ignored";
    pairs.push({ id, value: word === "ignored" ? 0 : 1, session, at, isHelpful: isHelpful(word) });
  }
  return pairs;
}
