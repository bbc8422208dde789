// What goes wrong with a flywheel before it stops, each named only where the intervals of the counts lie apart.
import type { Alarm } from "./alarm.ts";
import { groupBy } from "./group.ts";
import { type Interval, isAbove, wilson } from "./interval.ts";
import type { Facts } from "./metrics/facts.ts";
import type { ServedPair } from "./metrics/served-pairs.ts";
import type { State } from "./state.ts";
import { isHelpful } from "./strength.ts";

/** In each half of what is compared; fewer say nothing. */
const LEAST_SESSIONS = 5;
const LEAST_EVENTS = 20;
/** Helpful words from which on it matters whom they are about. */
const LEAST_WORDS = 10;
/** A store that has hardly grown explains no change. */
const LEAST_GROWTH = 1.1;

export const flywheelAlarms = ({ state, pairs }: Pick<Facts, "state" | "pairs">): Alarm[] => [
  ...uncitedRises(pairs()),
  ...oneTakesAll(pairs()),
  ...retrievalFalls(state),
];

interface Half {
  readonly share: number;
  readonly interval: Interval;
}

/** What the first half of the sessions counted, and the second; null where there is too little to compare. */
function halves<T>(bySession: readonly (readonly T[])[], isHit: (event: T) => boolean): [Half, Half] | null {
  const middle = Math.floor(bySession.length / 2);
  const [first, second] = [bySession.slice(0, middle), bySession.slice(middle)].map((sessions) => {
    const events = sum(sessions.map((own) => own.length));
    if (sessions.length < LEAST_SESSIONS || events < LEAST_EVENTS) return null;
    const hits = sum(sessions.map((own) => own.filter(isHit).length));
    const interval = wilson(hits, events);
    return interval && { share: hits / events, interval };
  });
  return first && second ? [first, second] : null;
}

/** Sessions in the order of their first servings. */
function uncitedRises(pairs: readonly ServedPair[]): Alarm[] {
  const sessions = [...groupBy(pairs, ({ session }) => session).values()].map((own) => ({
    own,
    first: own.map(({ serving }) => serving.record).sort()[0] ?? "",
  }));
  const inOrder = sessions.toSorted((a, b) => (a.first < b.first ? -1 : 1)).map(({ own }) => own);
  const isUncited = ({ word }: ServedPair): boolean => word === null || word.outcome === "ignored";
  const compared = halves(inOrder, isUncited);
  if (!compared || !isAbove(compared[1].interval, compared[0].interval)) return [];
  const [before, after] = compared.map(({ share }) => percent(share));
  const text = `The share of served lessons that nobody cites has risen from ${before} to ${after}, first half of the sessions against second.`;
  return [{ id: "uncited_rising", text }];
}

function oneTakesAll(pairs: readonly ServedPair[]): Alarm[] {
  const helpful = pairs.filter(({ word }) => word !== null && isHelpful(word.outcome));
  if (helpful.length < LEAST_WORDS) return [];
  const groups = [...groupBy(helpful, ({ learning }) => learning.id)];
  const [[id, own] = ["", []]] = groups.toSorted(
    (a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1),
  );
  const interval = wilson(own.length, helpful.length);
  if (interval === null || interval.low <= 0.5) return [];
  const text = `${own.length} of ${helpful.length} helpful citations are of one lesson, ${id}: the others are not used.`;
  return [{ id: "one_takes_all", text }];
}

/** Of what sessions asked for themselves; what hooks put before them is always something. */
function retrievalFalls(state: State): Alarm[] {
  const records = [...state.retrievals.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const sessions = [...groupBy(records, ({ session }) => session).values()];
  const asked = sessions.map((own) =>
    own.flatMap(({ id, retrievals }) => retrievals.map(({ served }) => ({ id, found: served.length > 0 }))),
  );
  const compared = halves(asked, ({ found }) => found);
  if (!compared || !isAbove(compared[0].interval, compared[1].interval)) return [];
  const lessonsBefore = (id = ""): number => [...state.learnings.keys()].filter((each) => each < id).length;
  const grown = lessonsBefore(records.at(-1)?.id) / Math.max(1, lessonsBefore(records[0]?.id));
  if (grown < LEAST_GROWTH) return [];
  const [before, after] = compared.map(({ share }) => percent(share));
  const text = `While the store grew ${Number(grown.toPrecision(2))} times, the share of retrievals that found anything fell from ${before} to ${after}.`;
  return [{ id: "retrieval_falling", text }];
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
const percent = (share: number): string => `${Math.round(share * 100)} %`;
