// Computes factor X as an inequality: later sessions renew lessons faster than lessons fade. All terms are per lesson and session.

import type { SeenSession } from "../learnings/sessions.ts";
import { firstWhere } from "../shared/first-where.ts";
import { type Interval, isAbove, wilson } from "../shared/interval.ts";
import type { Facts } from "./metrics/facts.ts";
import type { LessonStory } from "./metrics/lesson-stories.ts";

/** A share of what was counted, with its interval of 95 % (Wilson); null where there was nothing to count. */
export interface Term {
  readonly value: number | null;
  readonly hits: number;
  readonly of: number;
  readonly interval: Interval | null;
}

export const TERMS = {
  retrieval:
    "Of all pairs of a lesson in service and a session that was at work after it was recorded (its author's aside), those in which the session was served the lesson.",
  citation: "Of the pairs that were served, those in which the session found the lesson helpful.",
  renewal:
    "Retrieval times citation: of all pairs, those in which the session was served the lesson and found it helpful.",
  decay:
    "Of all pairs, those in which the lesson faded (nobody had found it helpful for 14 days, and 14 more for each time somebody had) or was taken out of service.",
} as const;

export interface Flywheel {
  readonly lessons: number;
  readonly sessions: number;
  readonly retrieval: Term;
  readonly citation: Term;
  readonly renewal: Term;
  readonly decay: Term;
  /** `turns` and `stalls` only where the intervals of renewal and decay lie apart. */
  readonly verdict: "turns" | "stalls" | "undecided" | "no_data";
}

export function flywheelOf(facts: Pick<Facts, "lessons" | "sessions">): Flywheel {
  const sessions = timelineOf(facts.sessions());
  const counts = { lessons: 0, all: 0, served: 0, helpful: 0, decayed: 0 };
  let began = 0;
  for (const story of facts.lessons()) {
    // Lessons come oldest first, so each begins no earlier than the one before.
    while ((sessions.lasts[began] ?? AFTER_ALL) <= story.learning.id) began += 1;
    const { pairs, decays } = story.isCounted ? lifeOf(story, began, sessions) : NO_LIFE;
    if (pairs === 0) continue;
    counts.lessons += 1;
    counts.all += pairs;
    counts.served += story.pairs.length;
    counts.helpful += story.helped;
    counts.decayed += decays;
  }
  const { all, served, helpful, decayed } = counts;
  const terms = {
    retrieval: termOf(served, all),
    citation: termOf(helpful, served),
    renewal: termOf(helpful, all),
    decay: termOf(decayed, all),
  };
  const verdict = verdictOf(terms.renewal, terms.decay);
  return { lessons: counts.lessons, sessions: sessions.count, ...terms, verdict };
}

/** Greater than every id. */
const AFTER_ALL = "~";
const NO_LIFE = { pairs: 0, decays: 0 };

function termOf(hits: number, of: number): Term {
  const most = Math.min(hits, of);
  return { value: of === 0 ? null : most / of, hits: most, of, interval: wilson(most, of) };
}

function verdictOf(renewal: Term, decay: Term): Flywheel["verdict"] {
  if (renewal.interval === null || decay.interval === null) return "no_data";
  if (isAbove(renewal.interval, decay.interval)) return "turns";
  return isAbove(decay.interval, renewal.interval) ? "stalls" : "undecided";
}

/** One sentence that claims no more than the intervals allow. */
export function sentenceOf({ verdict, renewal, decay }: Flywheel): string {
  const against = `${percent(renewal.value)} renewed against ${percent(decay.value)} faded, per lesson and session`;
  const sentences: Record<Flywheel["verdict"], string> = {
    turns: `The flywheel turns: ${against}.`,
    stalls: `The flywheel stalls: ${against}.`,
    undecided: `Whether the flywheel turns can't be told yet: ${against}, and the intervals overlap.`,
    no_data: "Whether the flywheel turns can't be told: no session has worked after a lesson was recorded.",
  };
  return sentences[verdict];
}

/** A term as people read it: the share, its interval, and what it was counted from. */
export function termText({ value, hits, of, interval }: Term): string {
  if (value === null || interval === null) return "no data";
  return `${percent(value)} (95 %: ${percent(interval.low)} to ${percent(interval.high)}), ${hits} of ${of}`;
}

const percent = (value: number | null): string => `${Number(((value ?? 0) * 100).toPrecision(3))} %`;

interface Timeline {
  readonly count: number;
  readonly of: ReadonlyMap<string, SeenSession>;
  /** Ids of first records and of last ones, each sorted. */
  readonly firsts: readonly string[];
  readonly lasts: readonly string[];
  /** Per session in the order of last records: no earlier than any before it, wherever a clock jumped to. */
  readonly times: readonly number[];
}

function timelineOf(sessions: readonly SeenSession[]): Timeline {
  let latest = Number.NEGATIVE_INFINITY;
  return {
    count: sessions.length,
    of: new Map(sessions.map((session) => [session.name, session])),
    firsts: sessions.map(({ first }) => first).sort(),
    lasts: sessions.map(({ last }) => last),
    times: sessions.map(({ at }) => {
      latest = Math.max(latest, at);
      return latest;
    }),
  };
}

/** How many sessions a lesson was in service for, and in how many of them it faded or went out; `began` were over before. */
function lifeOf({ learning, stretches, out }: LessonStory, began: number, timeline: Timeline) {
  const end = out?.by ?? null;
  const left = end === null ? timeline.count : countUpTo(timeline.firsts, end);
  const author = timeline.of.get(learning.session);
  const pairs = left - began - (author && author.last > learning.id ? 1 : 0);
  if (pairs <= 0) return NO_LIFE;
  const until = end === null ? timeline.count : countUpTo(timeline.lasts, end);
  let decays = out === null ? 0 : 1;
  for (const { fades, renewed } of stretches) {
    const faded = firstAfter(timeline.times, fades);
    const over = renewed === null ? until : Math.min(until, firstAfter(timeline.times, renewed));
    if (Math.max(faded, began) < over) decays += 1;
  }
  return { pairs, decays: Math.min(decays, pairs) };
}

/** How many of the sorted `ids` are not greater than `id`. */
const countUpTo = (ids: readonly string[], id: string): number => countWhile(ids, (each) => each <= id);

/** The place of the first time that lies after `time`; their number where none does. */
const firstAfter = (times: readonly number[], time: number): number =>
  countWhile(times, (each) => each <= time);

/** How many of a sorted list hold, where those that hold come first. */
const countWhile = <T>(sorted: readonly T[], holds: (each: T) => boolean): number =>
  firstWhere(sorted.length, (at) => {
    const each = sorted[at];
    return each === undefined || !holds(each);
  });
