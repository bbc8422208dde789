// Lays the lessons in service over the repository's tree, to show where knowledge is dense, stale or missing.
import type { ReadContext } from "../api/context.ts";
import Learning, { type LearningRecord } from "../learnings/records/learning.ts";
import { standingOf } from "../learnings/standing.ts";
import { fixedFolder } from "../policy/fixed-folder.ts";

export interface Place {
  /** From the repository's top, whose own path is empty. */
  readonly path: string;
  readonly isFolder: boolean;
  /** How many lie below it; 1 for a file. */
  readonly files: number;
  /** Lessons in service about it or anything below it. */
  readonly lessons: number;
  /** Those with a cited file that has changed since. */
  readonly stale: number;
  /** Commits of base that changed it; null where the past was not read. */
  readonly changes: number | null;
}

export interface KnowledgeMap {
  /** The folder that was asked for; null where there is none. */
  readonly whole: Place | null;
  /** What lies directly in a folder, the place with most files first. */
  inside(folder: string): readonly Place[];
  /** Lessons in service that name this folder itself or a pattern that begins in it. */
  readonly here: readonly LearningRecord[];
  /** Lessons in service that name no file. */
  readonly nowhere: number;
  /** Lessons in service that name only what this tree lacks. */
  readonly gone: number;
}

interface Located {
  readonly learning: LearningRecord;
  /** Each is a file or folder of the tree. */
  readonly paths: readonly string[];
  readonly isStale: boolean;
}

/** Lessons looked at together, as each may ask git for files. */
const AT_ONCE = 100;
/** Holds the lessons themselves and the configuration, so it is no place of work. */
const OWN_FOLDER = ".agentops/";

/** `at` is a folder as the repository names it. */
export async function knowledgeMap(context: ReadContext, at: string): Promise<KnowledgeMap> {
  const state = await context.state();
  const inService = state
    .all(Learning)
    .filter((each) => standingOf(state, each, context.now).withheld === null);
  const files = (await context.code.files()).filter((file) => !file.startsWith(OWN_FOLDER));
  const isFile = new Set(files);
  const counts = countEach(files.map((file) => [file]));
  const located = await locate(context, inService, counts);
  const commits = ((await context.history.past()) ?? []).filter(({ kind }) => kind === "commit");
  const lessons = countEach(located.map(({ paths }) => paths));
  const stale = countEach(located.flatMap(({ paths, isStale }) => (isStale ? [paths] : [])));
  const changes = countEach(commits.map(({ paths }) => paths));
  const children = new Map<string, string[]>();
  for (const path of counts.keys()) {
    if (path === "") continue;
    const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    const siblings = children.get(parent);
    if (siblings) siblings.push(path);
    else children.set(parent, [path]);
  }
  const placeOf = (path: string): Place => ({
    path,
    isFolder: !isFile.has(path),
    files: counts.get(path) ?? 0,
    lessons: lessons.get(path) ?? 0,
    stale: stale.get(path) ?? 0,
    changes: commits.length > 0 ? (changes.get(path) ?? 0) : null,
  });
  return {
    whole: counts.has(at) && !isFile.has(at) ? placeOf(at) : null,
    inside: (folder) =>
      (children.get(folder) ?? [])
        .map(placeOf)
        .toSorted((a, b) => b.files - a.files || (a.path < b.path ? -1 : 1)),
    here: located.filter(({ paths }) => paths.includes(at)).map(({ learning }) => learning),
    nowhere: inService.filter(({ paths }) => paths.length === 0).length,
    gone: located.filter(({ learning, paths }) => learning.paths.length > 0 && paths.length === 0).length,
  };
}

async function locate(
  { code }: ReadContext,
  learnings: readonly LearningRecord[],
  known: ReadonlyMap<string, number>,
): Promise<Located[]> {
  const placeIn = async (learning: LearningRecord): Promise<Located> => ({
    learning,
    paths: learning.paths
      .map((each) => (known.has(each) ? each : beginningOf(each)))
      .filter((each) => known.has(each)),
    isStale: Object.keys(learning.seen).length > 0 && (await code.changed(learning)).length > 0,
  });
  const located: Located[] = [];
  for (let from = 0; from < learnings.length; from += AT_ONCE)
    located.push(...(await Promise.all(learnings.slice(from, from + AT_ONCE).map(placeIn))));
  return located;
}

/** The folder in which a pattern begins stands for the pattern. */
const beginningOf = (path: string): string => (path === "." ? "" : fixedFolder(path));

/** How many of `all` have a path in each folder or file; the top (an empty path) counts all with any path. */
function countEach(all: readonly (readonly string[])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const paths of all) {
    const touched = new Set(paths);
    for (const path of paths) {
      touched.add("");
      for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1))
        touched.add(path.slice(0, end));
    }
    for (const place of touched) counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return counts;
}
