// Raises an alarm before a flywheel stops, but only where the intervals of the counts lie apart.

import { type Interval, isAbove, wilson } from "../shared/interval.ts";
import type { Alarm } from "./alarm.ts";
import type { Facts } from "./metrics/facts.ts";
import type { LessonStory } from "./metrics/lesson-stories.ts";

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
  const asked = [...state.retrievals.keys()].sort();
  const lessonsBefore = (id = ""): number => [...state.learnings.keys()].filter((each) => each < id).length;
  const grown = lessonsBefore(asked.at(-1)) / Math.max(1, lessonsBefore(asked[0]));
  if (grown < LEAST_GROWTH) return [];
  const [before, after] = compared.map(({ share }) => percent(share));
  const text = `While the store grew ${Number(grown.toPrecision(2))} times, the share of retrievals that found anything fell from ${before} to ${after}.`;
  return [{ id: "retrieval_falling", text }];
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
const percent = (share: number): string => `${Math.round(share * 100)} %`;
