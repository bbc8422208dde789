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

/** Learning by learning, each first served first. A session's own learnings are none: it may not cite them. */
export function servedPairs(state: State): ServedPair[] {
  const pairs: ServedPair[] = [];
  for (const [id, sessions] of firstServings(state)) {
    const learning = state.learnings.get(id);
    if (!learning) continue;
    sessions.delete(learning.session);
    const words = wordsOn(state, learning);
    for (const serving of [...sessions.values()].sort(byRecord)) {
      const { session } = serving;
      pairs.push({ session, learning, serving, word: words.get(session) ?? null });
    }
  }
  return pairs;
}

/** By learning, in the order of their ids, and by session. */
function firstServings(state: State): [string, Map<string, Serving>][] {
  const first = new Map<string, Map<string, Serving>>();
  for (const serving of servingsOf(state)) {
    for (const id of serving.served) {
      const sessions = first.get(id) ?? new Map<string, Serving>();
      if (sessions.size === 0) first.set(id, sessions);
      const known = sessions.get(serving.session);
      if (!known || byRecord(serving, known) < 0) sessions.set(serving.session, serving);
    }
  }
  return [...first].sort(([a], [b]) => (a < b ? -1 : 1));
}

const NO_WORDS: ReadonlyMap<string, Citation> = new Map();

/** The word of each session that counts. */
const wordsOn = (state: State, learning: LearningRecord): ReadonlyMap<string, Citation> =>
  state.citations.has(learning.id)
    ? new Map(countedCitations(state, learning).map((word) => [word.record.session, word]))
    : NO_WORDS;

const byRecord = (a: Serving, b: Serving): number => compare(a.record, b.record) || compare(a.at, b.at);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
