// Factor X as an inequality: do the words of later sessions renew lessons faster than lessons fade? All terms per lesson and session.
import { countedCitations } from "./citation-laws.ts";
import { curationsOf, outBy } from "./curation-laws.ts";
import { type Interval, isAbove, wilson } from "./interval.ts";
import type { Facts } from "./metrics/facts.ts";
import type { LearningRecord } from "./record.ts";
import { type SeenSession, sessionsOf } from "./sessions.ts";
import { standingOf } from "./standing.ts";
import { type Citation, type State, twinsOf } from "./state.ts";
import { fadesAt, isHelpful } from "./strength.ts";

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

export function flywheelOf({ state, pairs }: Pick<Facts, "state" | "pairs">, now: number): Flywheel {
  const sessions = timelineOf(sessionsOf(state));
  let lessons = 0;
  let all = 0;
  let decayed = 0;
  const inService = new Set<string>();
  for (const learning of state.learnings.values()) {
    if (twinsOf(state, learning)[0] !== learning.id) continue;
    const life = lifeOf(state, learning, sessions, now);
    if (life.pairs === 0) continue;
    lessons += 1;
    all += life.pairs;
    decayed += life.decays;
    inService.add(learning.id);
  }
  const served = pairs().filter(({ learning }) => inService.has(learning.id));
  const helpful = served.filter(({ word }) => word !== null && isHelpful(word.outcome)).length;
  const terms = {
    retrieval: termOf(served.length, all),
    citation: termOf(helpful, served.length),
    renewal: termOf(helpful, all),
    decay: termOf(decayed, all),
  };
  return { lessons, sessions: sessions.count, ...terms, verdict: verdictOf(terms.renewal, terms.decay) };
}

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

/** How many sessions a lesson was in service for, and in how many of them it faded or went out. */
function lifeOf(state: State, learning: LearningRecord, timeline: Timeline, now: number) {
  const counted = state.citations.has(learning.id) ? countedCitations(state, learning) : [];
  const isOut = isDoubted(state, learning, counted) && standingOf(state, learning, now).withheld !== null;
  const end = isOut ? endOf(state, learning, counted) : null;
  const began = countUpTo(timeline.lasts, learning.id);
  const left = end === null ? timeline.count : countUpTo(timeline.firsts, end);
  const author = timeline.of.get(learning.session);
  const pairs = left - began - (author && author.last > learning.id ? 1 : 0);
  if (pairs <= 0) return { pairs: 0, decays: 0 };
  const helpful = counted
    .filter(({ outcome }) => isHelpful(outcome))
    .map(({ record }) => Date.parse(record.at))
    .sort((a, b) => a - b);
  const recordedAt = Date.parse(learning.at);
  const until = end === null ? timeline.count : countUpTo(timeline.lasts, end);
  let decays = isOut ? 1 : 0;
  for (let words = 0; words <= helpful.length; words += 1) {
    const faded = firstAfter(timeline.times, fadesAt(recordedAt, helpful.slice(0, words)));
    const next = helpful[words];
    const renewed = next === undefined ? until : Math.min(until, firstAfter(timeline.times, next));
    if (Math.max(faded, began) < renewed) decays += 1;
  }
  return { pairs, decays: Math.min(decays, pairs) };
}

/** Whether anything speaks against serving it; most lessons need no closer look. */
const isDoubted = (state: State, { id }: LearningRecord, counted: readonly Citation[]): boolean =>
  state.retired.has(id) ||
  state.curations.has(id) ||
  state.successors.has(id) ||
  counted.some(({ outcome }) => outcome === "wrong");

/** The record that took it out of service; null where none did, as when base removed it. */
function endOf(state: State, learning: LearningRecord, counted: readonly Citation[]): string | null {
  const curated = outBy(curationsOf(state, learning))?.id;
  const wrong = counted.findLast(({ outcome }) => outcome === "wrong")?.record.id;
  return curated ?? state.successors.get(learning.id)?.[0] ?? wrong ?? null;
}

/** How many of the sorted `ids` are not greater than `id`. */
const countUpTo = (ids: readonly string[], id: string): number => countWhile(ids, (each) => each <= id);

/** The place of the first time that lies after `time`; their number where none does. */
const firstAfter = (times: readonly number[], time: number): number =>
  countWhile(times, (each) => each <= time);

/** How many of a sorted list hold, where those that hold come first. */
function countWhile<T>(sorted: readonly T[], holds: (each: T) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const each = sorted[middle];
    if (each !== undefined && holds(each)) low = middle + 1;
    else high = middle;
  }
  return low;
}
