// Tells for each learning who was given it, what they said of it, and what took it out of service.

import { countedCitations } from "../../learnings/citations.ts";
import { curationsOf, outBy } from "../../learnings/curation/laws.ts";
import type { Citation } from "../../learnings/records/citation.ts";
import { curationsByLearning } from "../../learnings/records/curation.ts";
import Learning, { type LearningRecord, successorsByLearning } from "../../learnings/records/learning.ts";
import { withheldBecause } from "../../learnings/standing.ts";
import { fadesAt, isHelpful } from "../../learnings/strength.ts";
import { retiredBy } from "../../learnings/text-source.ts";
import { twinsOf } from "../../learnings/twins.ts";
import { fixedFolder } from "../../policy/fixed-folder.ts";
import { nearTo, tidyGlob } from "../../policy/scope.ts";
import { NEGATIVE_KINDS } from "../../records/evidence.ts";
import type { Memory } from "../../records/incremental.ts";
import type { State } from "../../records/state.ts";
import { compareIds } from "../../shared/ids.ts";
import { type ServedPair, servedPairs } from "./served-pairs.ts";

export interface LessonStory {
  readonly learning: LearningRecord;
  readonly pairs: readonly ServedPair[];
  /** In how many of the pairs the session found it helpful. */
  readonly helped: number;
  /** From its recording to the first helpful word, from each of these to the next, and from the last one on. */
  readonly stretches: readonly Stretch[];
  /** A record tells when it came, and none says the same in the same words instead of it. */
  readonly isCounted: boolean;
  /** It is out of service, `by` that record; null where none did it, as when base removed it. */
  readonly out: { readonly by: string | null } | null;
  /** What a dead end or trap that was served warns of. */
  readonly places: readonly WarnedPlace[];
}

/** In milliseconds since 1970. */
export interface Stretch {
  /** When it fades unless it is renewed before. */
  readonly fades: number;
  /** When a session found it helpful, served or not; null where none did any more. */
  readonly renewed: number | null;
}

export interface WarnedPlace {
  /** The file, or the folder that the path or the fixed beginning of the pattern names, in lower case. */
  readonly place: string;
  /** Of a file that is the place or lies in it. */
  readonly isAbout: (file: string) => boolean;
}

/** Oldest first. */
export const lessonStories = (state: State, memory: Memory): LessonStory[] =>
  memory.each(storyOf, state, state.all(Learning).toSorted(compareIds));

function storyOf(state: State, learning: LearningRecord): LessonStory {
  const counted = countedCitations(state, learning);
  const pairs = servedPairs(state, learning, counted);
  const isOut = isDoubted(state, learning, counted) && withheldBecause(state, learning, { counted }) !== null;
  return {
    learning,
    pairs,
    helped: pairs.filter((pair) => pair.isHelpful).length,
    stretches: stretchesOf(learning, counted),
    isCounted: isCounted(state, learning),
    out: isOut ? { by: endOf(state, learning, counted) } : null,
    places: pairs.length > 0 ? placesOf(learning) : [],
  };
}

function isCounted(state: State, learning: LearningRecord): boolean {
  const [oldest = learning.id] = twinsOf(state, learning);
  return oldest === learning.id && state.origin(learning.id) !== undefined;
}

function stretchesOf({ at }: LearningRecord, counted: readonly Citation[]): Stretch[] {
  const helpful = counted
    .filter(({ outcome }) => isHelpful(outcome))
    .map(({ record }) => Date.parse(record.at))
    .sort((a, b) => a - b);
  const recordedAt = Date.parse(at);
  return [...helpful, null].map((renewed, words) => ({
    fades: fadesAt(Math.max(recordedAt, helpful[words - 1] ?? recordedAt), words),
    renewed,
  }));
}

/** True if anything speaks against serving it; most lessons need no closer look. */
const isDoubted = (state: State, { id }: LearningRecord, counted: readonly Citation[]): boolean =>
  retiredBy(state, id) !== undefined ||
  state.by(curationsByLearning, id).length > 0 ||
  state.by(successorsByLearning, id).length > 0 ||
  counted.some(({ outcome }) => outcome === "wrong");

/** The record that took it out of service; null where none did. */
function endOf(state: State, learning: LearningRecord, counted: readonly Citation[]): string | null {
  const curated = outBy(curationsOf(state, learning))?.id;
  const wrong = counted.findLast(({ outcome }) => outcome === "wrong")?.record.id;
  return curated ?? state.by(successorsByLearning, learning.id)[0] ?? wrong ?? null;
}

const placesOf = ({ kind, paths }: LearningRecord): WarnedPlace[] =>
  !NEGATIVE_KINDS.has(kind)
    ? []
    : paths.flatMap((path) => {
        const glob = tidyGlob(path.replaceAll("\\", "/"));
        const place = fixedFolder(glob).toLowerCase();
        // A pattern for everything warns of nothing, and a plain path of all that lies there.
        if (place === "") return [];
        return [{ place, isAbout: place === glob.toLowerCase() ? () => true : nearTo([glob]) }];
      });
