// Finds learnings with the same title and text.

import type { State } from "../records/state.ts";
import { compareIds } from "../shared/ids.ts";
import { sha256 } from "../shared/sha256.ts";
import { type LearningRecord, learningsByTitle } from "./records/learning.ts";

export type Words = Pick<LearningRecord, "title" | "body">;

/** Ids of learnings with this title and body, smallest (oldest) first. */
export const twinsOf = (state: State, { title, body }: Words): readonly string[] =>
  byBody(state.by(learningsByTitle, title)).get(body) ?? [];

interface Grouped {
  readonly length: number;
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

/** By the learnings of one title. A list only grows; a new list takes its place when something is removed. */
const known = new WeakMap<readonly LearningRecord[], Grouped>();

/** Grouped once, as each of them asks for its twins and there may be any number of them. */
function byBody(learnings: readonly LearningRecord[]): Grouped["groups"] {
  const kept = known.get(learnings);
  if (kept?.length === learnings.length) return kept.groups;
  const groups = new Map<string, string[]>();
  for (const { id, body } of learnings.toSorted(compareIds)) {
    const same = groups.get(body);
    if (same) same.push(id);
    else groups.set(body, [id]);
  }
  known.set(learnings, { length: learnings.length, groups });
  return groups;
}

export const isSameWords = (a: Words, b: Words): boolean => a.title === b.title && a.body === b.body;

/** One of 16 locks: equal words always share one, and different ones seldom wait for each other. */
export const laneOf = ({ title, body }: Words): string => sha256(`${title}\n${body}`).charAt(0);
