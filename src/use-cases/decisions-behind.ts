// Collects what was decided about a file or folder: the lessons that name it, and the past commits that give a reason.
import type { ReadContext } from "../api/context.ts";
import type { Past } from "../history/past.ts";
import { namedPath } from "../learnings/admission.ts";
import Learning, { type LearningRecord } from "../learnings/records/learning.ts";
import { standingOf } from "../learnings/standing.ts";
import { nearTo } from "../policy/scope.ts";
import { newestFirst } from "../shared/ids.ts";

const MOST_LESSONS = 8;
const MOST_COMMITS = 8;

export interface Decisions {
  /** As the repository names it. */
  readonly path: string;
  /** Newest first; withheld ones are left out. */
  readonly lessons: readonly LearningRecord[];
  /** Newest first. */
  readonly commits: readonly Past[];
}

/** Reads all of base's past first, which takes seconds the first time where it is long. Throws as git does. */
export async function decisionsBehind(context: ReadContext, written: string): Promise<Decisions> {
  const path = namedPath(written, context.code);
  const state = await context.state();
  const isNear = nearTo([path]);
  const lessons = state
    .all(Learning)
    .filter((each) => each.paths.some(isNear) && standingOf(state, each, context.now).withheld === null)
    .toSorted(newestFirst)
    .slice(0, MOST_LESSONS);
  await context.history.read();
  return { path, lessons, commits: await context.history.behind(path, MOST_COMMITS) };
}
