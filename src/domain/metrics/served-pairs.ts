// Which session was given which learning to read, and what it said of it afterwards.

import { countedCitations } from "../citation-laws.ts";
import type { LearningRecord } from "../record.ts";
import { type Serving, servingsOf } from "../serving.ts";
import type { Citation, State } from "../state.ts";

/** A session and a learning of another session, however often it was served there. */
export interface ServedPair {
  readonly session: string;
  readonly learning: LearningRecord;
  /** The first serving. */
  readonly serving: Serving;
  /** The session's word that counts; null where it said nothing. */
  readonly word: Citation | null;
}

/** In the order of the records that show the servings. A session's own learnings are none: it may not cite them. */
export function servedPairs(state: State): ServedPair[] {
  const first = new Map<string, Map<string, Serving>>();
  for (const serving of servingsOf(state).toSorted(byRecord)) {
    for (const id of serving.served) {
      const sessions = first.get(id) ?? new Map<string, Serving>();
      first.set(id, sessions);
      if (!sessions.has(serving.session)) sessions.set(serving.session, serving);
    }
  }
  return [...first]
    .flatMap(([id, sessions]) => {
      const learning = state.learnings.get(id);
      if (!learning) return [];
      const words = new Map(countedCitations(state, learning).map((word) => [word.record.session, word]));
      return [...sessions].flatMap(([session, serving]): ServedPair[] =>
        session === learning.session
          ? []
          : [{ session, learning, serving, word: words.get(session) ?? null }],
      );
    })
    .toSorted((a, b) => byRecord(a.serving, b.serving) || (a.learning.id < b.learning.id ? -1 : 1));
}

const byRecord = (a: Serving, b: Serving): number =>
  a.record < b.record ? -1 : a.record > b.record ? 1 : a.at < b.at ? -1 : a.at > b.at ? 1 : 0;
