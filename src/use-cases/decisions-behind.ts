// Collects what was decided about a file or folder: lessons and talks that name it, and past commits that give a reason.
import type { ReadContext } from "../api/context.ts";
import type { Past } from "../history/past.ts";
import type { ReadProgress } from "../history/port.ts";
import type { Talk } from "../history/talk.ts";
import { talksAbout } from "../history/talk-text.ts";
import { namedPath } from "../learnings/admission.ts";
import Learning, { type LearningRecord } from "../learnings/records/learning.ts";
import { standingOf } from "../learnings/standing.ts";
import { nearTo } from "../policy/scope.ts";
import { newestFirst } from "../shared/ids.ts";
import { namingPath } from "../shared/text/names-path.ts";

const MOST_LESSONS = 8;
const MOST_COMMITS = 8;
const MOST_TALKS = 4;

export interface Decisions {
  /** As the repository names it. */
  readonly path: string;
  /** Newest first; withheld ones are left out. */
  readonly lessons: readonly LearningRecord[];
  /** Newest first. */
  readonly commits: readonly Past[];
  /** Newest first, without those in which nothing was settled. */
  readonly talks: readonly Talk[];
  /** How many commits of base have changed it, with or without a reason. */
  readonly changed: number;
  /** Which part of the past this clone lacks; null where it has all. */
  readonly lacking: string | null;
}

/** Reads all of base's past first, which takes seconds the first time where it is long. Throws as git does. */
export async function decisionsBehind(
  context: ReadContext,
  written: string,
  progress?: ReadProgress,
): Promise<Decisions> {
  const path = namedPath(written, context.code);
  const state = await context.state();
  const isNear = nearTo([path]);
  const isWritten = namingPath(path);
  const lessons = state
    .all(Learning)
    .filter(
      (each) =>
        (each.paths.some(isNear) || isWritten(`${each.title}\n${each.body}`)) &&
        standingOf(state, each, context.now).withheld === null,
    )
    .toSorted(newestFirst)
    .slice(0, MOST_LESSONS);
  await context.history.read(progress);
  const { told, changed } = await context.history.behind(path, MOST_COMMITS);
  const talks = talksAbout(await context.history.talks(), path, MOST_TALKS);
  return { path, lessons, commits: told, talks, changed, lacking: context.history.lacking() };
}
