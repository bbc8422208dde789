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
  /** How many commits of base have changed it, with a reason or without. */
  readonly changed: number;
}

/** Reads all of base's past first, which takes seconds the first time where it is long. Throws as git does. */
export async function decisionsBehind(context: ReadContext, written: string): Promise<Decisions> {
  const path = namedPath(written, context.code);
  const state = await context.state();
  const isNear = nearTo([path]);
  const isWritten = naming(path);
  const lessons = state
    .all(Learning)
    .filter(
      (each) =>
        (each.paths.some(isNear) || isWritten(`${each.title}\n${each.body}`)) &&
        standingOf(state, each, context.now).withheld === null,
    )
    .toSorted(newestFirst)
    .slice(0, MOST_LESSONS);
  await context.history.read();
  const { told, changed } = await context.history.behind(path, MOST_COMMITS);
  return { path, lessons, commits: told, changed };
}

/** Whether a text names the path in full: a lesson from before the file was there has it nowhere else. */
function naming(path: string): (text: string) => boolean {
  // A word such as `docs` is no path.
  if (!/\w[./]\w/.test(path)) return () => false;
  const escaped = path.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  const whole = new RegExp(`(?<![\\w/.@-])(?:\\./)?${escaped}(?![\\w@-]|[./][\\w-])`);
  return (text) => whole.test(text);
}
