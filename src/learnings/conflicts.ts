// Finds lessons in service that contradict each other. This is derived when it is read, and no record says it.

import type { State } from "../records/state.ts";
import { type Contradiction, contradiction } from "../retrieval/contradicts.ts";
import { differs } from "../retrieval/differs.ts";
import type { SearchPort } from "../retrieval/port.ts";
import Learning, { type LearningRecord } from "./records/learning.ts";
import { standingOf } from "./standing.ts";

export interface Conflict extends Contradiction {
  readonly with: LearningRecord;
}

/** How many similar lessons are compared; a contradiction shares nearly all of a sentence, so it is among the nearest. */
const NEAREST = 12;
const LEAST_ALIKE = 0.15;

/** Stored lessons similar enough to contradict this one. */
export const nearTo = (
  { similar, search }: Pick<SearchPort, "similar" | "search">,
  learning: Pick<LearningRecord, "title" | "body" | "tags">,
): string[] => [
  ...new Set([
    ...similar(learning, NEAREST, LEAST_ALIKE).map(({ id }) => id),
    ...search({ task: learning.title, paths: [], limit: NEAREST }).map(({ id }) => id),
  ]),
];

/** Those of these lessons that are in service and say the opposite, or another number or name in the same place. */
export const conflictsOf = (
  state: State,
  learning: LearningRecord,
  others: readonly string[],
  now: number,
): Conflict[] =>
  others.flatMap((id) => {
    const other = state.get(Learning, id);
    if (!other || other.id === learning.id || replaces(learning, other)) return [];
    const found = contradiction(learning, other);
    return found === null || standingOf(state, other, now).withheld !== null
      ? []
      : [{ ...found, with: other }];
  });

/** For each of these lessons, of whatever store, the others that contradict it; each pair is compared once. */
export function conflictsAmong(
  stateOf: (id: string) => State,
  ids: readonly string[],
  now: number,
): ReadonlyMap<string, readonly LearningRecord[]> {
  const found = new Map<string, LearningRecord[]>();
  const note = (of: string, other: LearningRecord): void => {
    found.set(of, [...(found.get(of) ?? []), other]);
  };
  for (const [at, id] of ids.entries()) {
    const learning = stateOf(id).get(Learning, id);
    if (!learning) continue;
    const against = ids.slice(at + 1).flatMap((other) => conflictsOf(stateOf(other), learning, [other], now));
    if (against.length === 0 || standingOf(stateOf(id), learning, now).withheld !== null) continue;
    for (const { with: other } of against) {
      note(id, other);
      note(other.id, learning);
    }
  }
  return found;
}

/**
 * True if two lessons that share nearly all words say nearly the same: not where they name different things or contradict
 * each other.
 */
export function saysTheSame(one: LearningRecord, other: LearningRecord): boolean {
  return !areApart(one.paths, other.paths) && !differs(one, other) && contradiction(one, other) === null;
}

const areApart = (one: readonly string[], other: readonly string[]): boolean =>
  one.length > 0 && other.length > 0 && !one.some((path) => other.includes(path));

/** A lesson that replaces another is meant to say something else. */
const replaces = (a: LearningRecord, b: LearningRecord): boolean =>
  a.supersedes === b.id || b.supersedes === a.id;
