// Whether candidates that come in also go out: the alarm for knowledge that only piles up.
import type { Alarm } from "./alarm.ts";
import { countedCitations } from "./citation-laws.ts";
import { curationsOf } from "./curation-laws.ts";
import type { LearningRecord } from "./record.ts";
import type { State } from "./state.ts";

const DAY = 86_400_000;
/** Days that are looked back over. */
const WINDOW_DAYS = 30;
/** Fewer candidates, by fewer sessions, seen by fewer sessions, say nothing yet. */
const LEAST_CANDIDATES = 20;
const LEAST_AUTHORS = 5;
const LEAST_READERS = 10;

/**
 * Over the last 30 days: `in`, learnings recorded; `out`, learnings of any age that somebody else's word moved: a
 * citation of another session that counts and is more than `ignored`, or a supervisor's decision that counts.
 */
export function flowOf(
  state: State,
  now: number,
): { readonly in: LearningRecord[]; readonly out: Set<string> } {
  const since = new Date(now - WINDOW_DAYS * DAY).toISOString();
  const isRecent = ({ at }: { readonly at: string }): boolean => at >= since;
  const recent = [...state.learnings.values()].filter(isRecent);
  const cited = [...state.citations].flatMap(([id, words]) =>
    words.some(({ record }) => isRecent(record)) ? [id] : [],
  );
  const curated = [...state.curations].flatMap(([id, records]) => (records.some(isRecent) ? [id] : []));
  const out = new Set<string>();
  for (const id of new Set([...cited, ...curated])) {
    const learning = state.learnings.get(id);
    if (!learning) continue;
    const words = countedCitations(state, learning).filter(({ outcome }) => outcome !== "ignored");
    const decisions = curationsOf(state, learning).filter(({ because }) => because === null);
    if ([...words, ...decisions].some(({ record }) => isRecent(record))) out.add(id);
  }
  return { in: recent, out };
}

/** Says nothing where the numbers are too small to mean anything. */
export function flowAlarms(state: State, now: number): Alarm[] {
  if (state.learnings.size < LEAST_CANDIDATES) return [];
  const { in: candidates, out } = flowOf(state, now);
  const authors = new Set(candidates.map(({ session }) => session));
  if (out.size > 0 || candidates.length < LEAST_CANDIDATES || authors.size < LEAST_AUTHORS) return [];
  const readers = new Set(candidates.flatMap(({ id }) => state.servedTo.get(id) ?? []));
  if (readers.size < LEAST_READERS) return [];
  const text = `In ${WINDOW_DAYS} days ${authors.size} sessions recorded ${candidates.length} lessons, ${readers.size} sessions were given some, and none was cited by another session or decided on by a supervisor: cite_learnings, or agentops-mcp curate.`;
  return [{ id: "nothing_goes_out", text }];
}
