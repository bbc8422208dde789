// Tells where a learning's served text comes from, and whether base has reviewed it.
import { defineIndex } from "../records/indexes.ts";
import type { State } from "../records/state.ts";
import type { LearningRecord } from "./records/learning.ts";

/** `base`: as merged. `uncommitted`: as a person is editing it. `unreviewed`: only in commits that base does not have. */
export type TextSource = "base" | "uncommitted" | "unreviewed";

/**
 * What a merge into base says about a text, where the configuration lets it count: `reviewed`, or `unprotected` where the
 * current branch stands in for base, which anybody who commits can change.
 */
export type Review = "reviewed" | "unprotected";

/** For each text that does not come from the journal. */
const sources = defineIndex<TextSource>("sources of texts");
/** For learnings served with base's text; empty unless the configuration lets that count. */
const reviews = defineIndex<Review>("reviews of texts");
/** Learnings served with base's text, where base is more than the current branch. */
const merges = defineIndex<true>("merged texts");
/** The commits by which base has removed learnings on purpose. */
const retirements = defineIndex<string>("retirements on base");
/** Learnings that only files tell of, by their ids. */
const written = defineIndex<LearningRecord>("written learnings");

/** Only files in `.agentops/learnings` feed these. */
export const TEXT_INDEXES = { sources, reviews, merges, retirements, written } as const;

export const sourceOf = (state: State, id: string): TextSource | undefined => state.by(sources, id)[0];
export const reviewOf = (state: State, id: string): Review | undefined => state.by(reviews, id)[0];
/** True if a person has merged the text that is served into base. */
export const isMerged = (state: State, id: string): boolean =>
  state.by(merges, id).length > 0 || reviewOf(state, id) === "reviewed";
/** Stands in for a commit, where a lesson's file was deleted in this working tree before it was committed. */
export const DELETED_HERE = "here";
export const retiredBy = (state: State, id: string): string | undefined => state.by(retirements, id)[0];

const UNREVIEWED: Partial<Record<TextSource, string>> = {
  uncommitted: "edited and not committed",
  unreviewed: "on an unreviewed branch",
};

/** Whom readers are told a text is by: the runtime, with a remark where nobody has reviewed the text. */
export function bylineOf(state: State, { id, runtime }: LearningRecord): string {
  const word = UNREVIEWED[sourceOf(state, id) ?? "base"];
  return word === undefined ? runtime : `${runtime}, ${word}`;
}
