// What goes wrong with a flywheel before it stops, each named only where the intervals of the counts lie apart.
import type { Alarm } from "./alarm.ts";
import { type Interval, isAbove, wilson } from "./interval.ts";
import type { Facts } from "./metrics/facts.ts";
import type { LessonStory } from "./metrics/lesson-stories.ts";
import type { State } from "./state.ts";

/** In each half of what is compared; fewer say nothing. */
const LEAST_SESSIONS = 5;
const LEAST_EVENTS = 20;
/** Helpful words from which on it matters whom they are about. */
const LEAST_WORDS = 10;
/** A store that has hardly grown explains no change. */
const LEAST_GROWTH = 1.1;

export const flywheelAlarms = ({ state, lessons }: Pick<Facts, "state" | "lessons">): Alarm[] => [
  ...uncitedRises(lessons()),
  ...oneTakesAll(lessons()),
  ...retrievalFalls(state),
];

/** What is counted of one session, from the record `first` on. */
interface Tally {
  first: string;
  events: number;
  hits: number;
}

function count(tallies: Map<string, Tally>, session: string, record: string, isHit: boolean): void {
  const tally = tallies.get(session);
  if (!tally) {
    tallies.set(session, { first: record, events: 1, hits: Number(isHit) });
    return;
  }
  if (record < tally.first) tally.first = record;
  tally.events += 1;
  tally.hits += Number(isHit);
}

interface Half {
  readonly share: number;
  readonly interval: Interval;
}

/** What the first half of the sessions counted, and the second; null where there is too little to compare. */
function halves(tallies: ReadonlyMap<string, Tally>): [Half, Half] | null {
  const inOrder = [...tallies.values()].toSorted((a, b) => (a.first < b.first ? -1 : 1));
  const middle = Math.floor(inOrder.length / 2);
  const [first, second] = [inOrder.slice(0, middle), inOrder.slice(middle)].map((sessions) => {
    const events = sum(sessions.map((own) => own.events));
    if (sessions.length < LEAST_SESSIONS || events < LEAST_EVENTS) return null;
    const hits = sum(sessions.map((own) => own.hits));
    const interval = wilson(hits, events);
    return interval && { share: hits / events, interval };
  });
  return first && second ? [first, second] : null;
}

/** Sessions in the order of their first servings. */
function uncitedRises(lessons: readonly LessonStory[]): Alarm[] {
  const tallies = new Map<string, Tally>();
  for (const { pairs } of lessons)
    for (const { session, id, value } of pairs) count(tallies, session, id, value === 0);
  const compared = halves(tallies);
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
function retrievalFalls(state: State): Alarm[] {
  const tallies = new Map<string, Tally>();
  let [oldest, newest] = ["~", ""];
  for (const { id, session, retrievals } of state.retrievals.values()) {
    if (id < oldest) oldest = id;
    if (id > newest) newest = id;
    for (const { served } of retrievals) count(tallies, session, id, served.length > 0);
  }
  const compared = halves(tallies);
  if (!compared || !isAbove(compared[0].interval, compared[1].interval)) return [];
  const lessonsBefore = (id: string): number =>
    [...state.learnings.keys()].filter((each) => each < id).length;
  const grown = lessonsBefore(newest) / Math.max(1, lessonsBefore(oldest));
  if (grown < LEAST_GROWTH) return [];
  const [before, after] = compared.map(({ share }) => percent(share));
  const text = `While the store grew ${Number(grown.toPrecision(2))} times, the share of retrievals that found anything fell from ${before} to ${after}.`;
  return [{ id: "retrieval_falling", text }];
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
const percent = (share: number): string => `${Math.round(share * 100)} %`;
