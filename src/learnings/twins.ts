// Finds learnings that say the same in the same words.
import type { State } from "../records/state.ts";
import { type LearningRecord, learningsByTitle } from "./records/learning.ts";

type Words = Pick<LearningRecord, "title" | "body">;

/** Ids of learnings with this title and body, smallest (oldest) first. */
export const twinsOf = (state: State, words: Words): string[] =>
  state
    .by(learningsByTitle, words.title)
    .filter((each) => isSameWords(each, words))
    .map(({ id }) => id)
    .sort();

export const isSameWords = (a: Words, b: Words): boolean => a.title === b.title && a.body === b.body;
