// Lists the stored lessons that fit a filter, newest first, with their standing.
import type { ReadContext } from "../api/context.ts";
import { namedPath } from "../learnings/admission.ts";
import Learning, { type LearningRecord } from "../learnings/records/learning.ts";
import { readersOf } from "../learnings/servings.ts";
import { standingOf } from "../learnings/standing.ts";
import { nearTo } from "../policy/scope.ts";
import type { State } from "../records/state.ts";
import { newestFirst } from "../shared/ids.ts";

/** `served`: without a dispute. `withheld`: not served, for whatever reason. */
export const LESSON_STATES = ["served", "disputed", "withheld"] as const;
export type LessonState = (typeof LESSON_STATES)[number];

/** One entry of each list has to fit; an empty list filters nothing. */
export interface LessonFilter {
  readonly kinds?: readonly string[];
  /** Files, folders or globs in any spelling. */
  readonly paths?: readonly string[];
  readonly tags?: readonly string[];
  readonly runtimes?: readonly string[];
  readonly states?: readonly LessonState[];
  /** Recorded then or later; milliseconds since 1970. */
  readonly since?: number | undefined;
  /** Recorded earlier than that. */
  readonly before?: number | undefined;
  /** Only those that no session was given to read. */
  readonly neverServed?: boolean;
  readonly limit: number;
}

/** A lesson's standing, the same for people and programs. */
export function standingFacts(state: State, learning: LearningRecord, now: number) {
  const { strength, assuranceWords, stage, disputed, withheld, supersededBy } = standingOf(
    state,
    learning,
    now,
  );
  return {
    state: withheld ?? (disputed ? "disputed" : "served"),
    strength: Math.round(strength * 100) / 100,
    assurance: assuranceWords,
    stage,
    superseded_by: supersededBy,
  };
}

function lessonRow(state: State, learning: LearningRecord, now: number) {
  const { id, at, kind, title, runtime, tags, paths } = learning;
  const standing = standingFacts(state, learning, now);
  return { id, at, kind, title, ...standing, runtime, tags, paths, shown_to: readersOf(state, id).size };
}

/** `of` is how many fit, `stored` how many there are. */
export async function listLearnings(context: ReadContext, filter: LessonFilter) {
  const state = await context.state();
  const all = state.all(Learning).toSorted(newestFirst);
  const fits = filterOf(context, state, filter);
  const found = all.filter(fits);
  const learnings = found.slice(0, filter.limit).map((each) => lessonRow(state, each, context.now));
  return { learnings, of: found.length, stored: all.length };
}

/** The costliest conditions are tested last. */
function filterOf(context: ReadContext, state: State, filter: LessonFilter) {
  const { kinds = [], paths = [], tags = [], runtimes = [], states = [], since, before } = filter;
  const { neverServed = false } = filter;
  const isNear = nearTo(paths.map((path) => namedPath(path, context.code)));
  const isOneOf = (wanted: readonly string[], own: readonly string[]): boolean =>
    wanted.length === 0 || wanted.some((each) => own.some((has) => has.toLowerCase() === each.toLowerCase()));
  return (learning: LearningRecord): boolean => {
    const at = Date.parse(learning.at);
    return (
      isOneOf(kinds, [learning.kind]) &&
      isOneOf(runtimes, [learning.runtime]) &&
      isOneOf(tags, learning.tags) &&
      (since === undefined || at >= since) &&
      (before === undefined || at < before) &&
      (paths.length === 0 || learning.paths.some(isNear)) &&
      (!neverServed || readersOf(state, learning.id).size === 0) &&
      (states.length === 0 || states.includes(stateOf(state, learning, context.now)))
    );
  };
}

function stateOf(state: State, learning: LearningRecord, now: number): LessonState {
  const { withheld, disputed } = standingOf(state, learning, now);
  return withheld !== null ? "withheld" : disputed ? "disputed" : "served";
}
