// Raises an alarm when candidates come in and none go out.

import { countedCitations } from "../learnings/citations.ts";
import { curationsOf } from "../learnings/curation/laws.ts";
import { readersOf } from "../learnings/servings.ts";
import type { State } from "../records/state.ts";
import type { Alarm } from "./alarm.ts";

const DAY = 86_400_000;
/** Days that are looked back over. */
const WINDOW_DAYS = 30;
/** Fewer candidates, by fewer sessions, seen by fewer sessions, say nothing yet. */
const LEAST_CANDIDATES = 20;
const LEAST_AUTHORS = 5;
const LEAST_READERS = 10;

/**
 * Over the last 30 days: what comes in are the learnings recorded; what goes out are learnings of any age that somebody
 * else's word or decision moved. Says nothing where the numbers are too small to mean anything.
 */
export function flowAlarms(state: State, now: number): Alarm[] {
  if (state.learnings.size < LEAST_CANDIDATES) return [];
  const since = new Date(now - WINDOW_DAYS * DAY).toISOString();
  const isRecent = ({ at }: { readonly at: string }): boolean => at >= since;
  if (goesAnyOut(state, isRecent)) return [];
  const candidates = [...state.learnings.values()].filter(isRecent);
  const authors = new Set(candidates.map(({ session }) => session));
  if (candidates.length < LEAST_CANDIDATES || authors.size < LEAST_AUTHORS) return [];
  const readers = new Set(candidates.flatMap(({ id }) => [...readersOf(state, id)]));
  if (readers.size < LEAST_READERS) return [];
  const text = `In ${WINDOW_DAYS} days ${authors.size} sessions recorded ${candidates.length} lessons, ${readers.size} sessions were given some, and none was cited by another session or decided on by a supervisor: cite_learnings, or agentops-mcp curate.`;
  return [{ id: "nothing_goes_out", text }];
}

/** By a citation of another session that counts and is more than `ignored`, or by a supervisor's decision that counts. */
function goesAnyOut(state: State, isRecent: (record: { readonly at: string }) => boolean): boolean {
  const isMoved = (id: string): boolean => {
    const learning = state.learnings.get(id);
    if (!learning) return false;
    const words = countedCitations(state, learning).filter(({ outcome }) => outcome !== "ignored");
    const decisions = curationsOf(state, learning).filter(({ because }) => because === null);
    return [...words, ...decisions].some(({ record }) => isRecent(record));
  };
  for (const [id, words] of state.citations)
    if (words.some(({ record }) => isRecent(record)) && isMoved(id)) return true;
  for (const [id, decisions] of state.curations) if (decisions.some(isRecent) && isMoved(id)) return true;
  return false;
}
