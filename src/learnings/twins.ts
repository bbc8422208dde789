// Finds learnings that say the same in the same words.
import { createHash } from "node:crypto";
import type { State } from "../records/state.ts";
import { type LearningRecord, learningsByTitle } from "./records/learning.ts";

export type Words = Pick<LearningRecord, "title" | "body">;

/** Ids of learnings with this title and body, smallest (oldest) first. */
export const twinsOf = (state: State, words: Words): string[] =>
  state
    .by(learningsByTitle, words.title)
    .filter((each) => isSameWords(each, words))
    .map(({ id }) => id)
    .sort();

export const isSameWords = (a: Words, b: Words): boolean => a.title === b.title && a.body === b.body;

/** One of 16 lanes: equal words are always in the same, and what differs seldom waits for each other. */
export const laneOf = ({ title, body }: Words): string =>
  createHash("sha256").update(`${title}\n${body}`).digest("hex").charAt(0);
