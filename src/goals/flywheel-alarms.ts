// Finds what is wrong with the flywheel by counting records, and says nothing where the counts are too small. The brief, `measure` and `curate` say the same.

import { countedCitations } from "../learnings/citations.ts";
import { curationsOf } from "../learnings/curation/laws.ts";
import { citationsByLearning } from "../learnings/records/citation.ts";
import { curationsByLearning } from "../learnings/records/curation.ts";
import Learning from "../learnings/records/learning.ts";
import Retrieval from "../learnings/records/retrieval.ts";
import { readersOf } from "../learnings/servings.ts";
import type { State } from "../records/state.ts";
import { type Interval, isAbove, wilson } from "../shared/interval.ts";
import type { Facts } from "./metrics/facts.ts";
import type { LessonStory } from "./metrics/lesson-stories.ts";

export interface Alarm {
  /** Stays the same between versions, so that a person can look it up. */
  readonly id: string;
  /** One sentence with the counts that it rests on. */
  readonly text: string;
}

/** In each half of what is compared; fewer say nothing. */
const LEAST_SESSIONS = 5;
const LEAST_EVENTS = 20;
/** Helpful words from which on it matters whom they are about. */
const LEAST_WORDS = 10;
/** A store that has hardly grown explains no change. */
const LEAST_GROWTH = 1.1;

export const flywheelAlarms = (facts: Pick<Facts, "state" | "lessons" | "sessions">): Alarm[] => [
  ...uncitedRises(facts),
  ...oneTakesAll(facts.lessons()),
  ...retrievalFalls(facts),
];

/** What is counted of one session. */
interface Tally {
  events: number;
  hits: number;
}

interface Half {
  readonly share: number;
  readonly interval: Interval;
}

/** What the first half of the sessions counted, of those with any, and the second; null where there is too little to compare. */
function halves(tallies: readonly Tally[]): [Half, Half] | null {
  const some = tallies.filter(({ events }) => events > 0);
  const middle = Math.floor(some.length / 2);
  const [first, second] = [some.slice(0, middle), some.slice(middle)].map((sessions) => {
    const events = sum(sessions.map((own) => own.events));
    if (sessions.length < LEAST_SESSIONS || events < LEAST_EVENTS) return null;
    const hits = sum(sessions.map((own) => own.hits));
    const interval = wilson(hits, events);
    return interval && { share: hits / events, interval };
  });
  return first && second ? [first, second] : null;
}

function uncitedRises({ lessons, sessions }: Pick<Facts, "lessons" | "sessions">): Alarm[] {
  const tallies = new Map(sessions().map(({ name }) => [name, { events: 0, hits: 0 }]));
  for (const { pairs } of lessons()) {
    for (const { session, value } of pairs) {
      const tally = tallies.get(session);
      if (!tally) continue;
      tally.events += 1;
      tally.hits += 1 - value;
    }
  }
  const compared = halves([...tallies.values()]);
  if (!compared || !isAbove(compared[1].interval, compared[0].interval)) return [];
  const [before, after] = compared.map(({ share }) => percent(share));
  const text = `The share of served lessons that nobody cites has risen from ${before} to ${after}, first half of the sessions against second.`;
  return [{ id: "uncited_rising", text }];
}

function oneTakesAll(lessons: readonly LessonStory[]): Alarm[] {
  const words = lessons.map(({ helped }) => helped);
  const all = sum(words);
  if (all < LEAST_WORDS) return [];
  const most = words.reduce((top, own) => Math.max(top, own), 0);
  const id = lessons[words.indexOf(most)]?.learning.id;
  const interval = wilson(most, all);
  if (interval === null || interval.low <= 0.5) return [];
  const text = `${most} of ${all} helpful citations are of one lesson, ${id}: the others are not used.`;
  return [{ id: "one_takes_all", text }];
}

/** Of what sessions asked for themselves; what hooks put before them is always something. */
function retrievalFalls({ state, sessions }: Pick<Facts, "state" | "sessions">): Alarm[] {
  const compared = halves(sessions().map(({ asked, found }) => ({ events: asked, hits: found })));
  if (!compared || !isAbove(compared[0].interval, compared[1].interval)) return [];
  const asked = state
    .all(Retrieval)
    .map(({ id }) => id)
    .sort();
  const lessonsBefore = (id = ""): number =>
    state
      .all(Learning)
      .map(({ id }) => id)
      .filter((each) => each < id).length;
  const grown = lessonsBefore(asked.at(-1)) / Math.max(1, lessonsBefore(asked[0]));
  if (grown < LEAST_GROWTH) return [];
  const [before, after] = compared.map(({ share }) => percent(share));
  const text = `While the store grew ${Number(grown.toPrecision(2))} times, the share of retrievals that found anything fell from ${before} to ${after}.`;
  return [{ id: "retrieval_falling", text }];
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
const percent = (share: number): string => `${Math.round(share * 100)} %`;

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
  if (state.count(Learning) < LEAST_CANDIDATES) return [];
  const since = new Date(now - WINDOW_DAYS * DAY).toISOString();
  const isRecent = ({ at }: { readonly at: string }): boolean => at >= since;
  if (goesAnyOut(state, isRecent)) return [];
  const candidates = state.all(Learning).filter(isRecent);
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
    const learning = state.get(Learning, id);
    if (!learning) return false;
    const words = countedCitations(state, learning).filter(({ outcome }) => outcome !== "ignored");
    const decisions = curationsOf(state, learning).filter(({ because }) => because === null);
    return [...words, ...decisions].some(({ record }) => isRecent(record));
  };
  for (const [id, words] of state.entries(citationsByLearning))
    if (words.some(({ record }) => isRecent(record)) && isMoved(id)) return true;
  for (const [id, decisions] of state.entries(curationsByLearning))
    if (decisions.some(isRecent) && isMoved(id)) return true;
  return false;
}
