// Lays the lessons in service over the repository's tree: where knowledge is thick, where it is stale, and where none is.
import type { ReadContext } from "../api/context.ts";
import Learning, { type LearningRecord } from "../learnings/records/learning.ts";
import { standingOf } from "../learnings/standing.ts";
import { fixedFolder } from "../policy/fixed-folder.ts";

export interface Place {
  /** From the repository's top. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Below it; 1 for a file. */
  readonly files: number;
  /** In service, about it or something below it. */
  readonly lessons: number;
  /** Those of them of which a cited file has changed since. */
  readonly stale: number;
  /** Commits of base that changed it; null where the past has not been read. */
  readonly changes: number | null;
}

export interface KnowledgeMap {
  /** Of the folder that is looked at; empty for the top. */
  readonly at: string;
  readonly whole: Place;
  /** What lies in it, the place with most files first. */
  readonly places: readonly Place[];
  /** In service, naming this folder itself or a pattern across it. */
  readonly here: readonly LearningRecord[];
  /** In service, naming no file at all. */
  readonly nowhere: number;
  /** In service, naming only what is not in this tree. */
  readonly gone: number;
}

interface Located {
  readonly learning: LearningRecord;
  /** Each a file or folder of the tree. */
  readonly paths: readonly string[];
  readonly isStale: boolean;
}

/** Looked at together, as each may ask git for files. */
const AT_ONCE = 100;

/** `at` is a folder as the repository names it. */
export async function knowledgeMap(context: ReadContext, at: string): Promise<KnowledgeMap> {
  const state = await context.state();
  const inService = state
    .all(Learning)
    .filter((each) => standingOf(state, each, context.now).withheld === null);
  const files = await context.code.files();
  const known = new Set(files.flatMap((file) => [file, ...foldersOf(file)]));
  const located = await locate(context, inService, known);
  const commits = ((await context.history.past()) ?? []).filter(({ kind }) => kind === "commit");
  const wasRead = commits.length > 0;
  const names = new Map<string, { isFolder: boolean; files: number }>();
  for (const file of files) {
    const place = placeUnder(at, file);
    if (place === null) continue;
    const own = names.get(place) ?? { isFolder: place !== file, files: 0 };
    own.files += 1;
    names.set(place, own);
  }
  const lessons = countAt(at, located, ({ paths }) => paths);
  const stale = countAt(
    at,
    located.filter(({ isStale }) => isStale),
    ({ paths }) => paths,
  );
  const changes = countAt(at, commits, ({ paths }) => paths);
  const placeOf = (path: string, isFolder: boolean, count: number): Place => ({
    path,
    isFolder,
    files: count,
    lessons: lessons.get(path) ?? 0,
    stale: stale.get(path) ?? 0,
    changes: wasRead ? (changes.get(path) ?? 0) : null,
  });
  const places = [...names].map(([path, { isFolder, files: count }]) => placeOf(path, isFolder, count));
  return {
    at,
    whole: placeOf(
      at,
      true,
      places.reduce((sum, { files: count }) => sum + count, 0),
    ),
    places: places.toSorted((a, b) => b.files - a.files || (a.path < b.path ? -1 : 1)),
    here: located.filter(({ paths }) => paths.includes(at)).map(({ learning }) => learning),
    nowhere: inService.filter(({ paths }) => paths.length === 0).length,
    gone: located.filter(({ learning, paths }) => learning.paths.length > 0 && paths.length === 0).length,
  };
}

async function locate(
  { code }: ReadContext,
  learnings: readonly LearningRecord[],
  known: ReadonlySet<string>,
): Promise<Located[]> {
  const located: Located[] = [];
  for (let from = 0; from < learnings.length; from += AT_ONCE)
    located.push(
      ...(await Promise.all(
        learnings.slice(from, from + AT_ONCE).map(async (learning) => ({
          learning,
          paths: learning.paths
            .map((each) => (known.has(each) ? each : placeNamed(each)))
            .filter((each) => each === "" || known.has(each)),
          isStale: Object.keys(learning.seen).length > 0 && (await code.changed(learning)).length > 0,
        })),
      )),
    );
  return located;
}

/** A pattern stands for the folder in which it begins. */
const placeNamed = (path: string): string => (path === "." ? "" : fixedFolder(path));

/** How many of `all` touch each place directly under `at`, and `at` itself. */
function countAt<T>(
  at: string,
  all: readonly T[],
  pathsOf: (each: T) => readonly string[],
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const each of all) {
    const paths = pathsOf(each);
    const touched = new Set(paths.flatMap((path) => placeUnder(at, path) ?? []));
    if (touched.size > 0 || paths.includes(at)) touched.add(at);
    for (const place of touched) counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return counts;
}

/** The file or folder directly under `at` that holds `path`; null for what is not below it. */
function placeUnder(at: string, path: string): string | null {
  const start = at === "" ? 0 : at.length + 1;
  if (path.length <= start || (at !== "" && !path.startsWith(`${at}/`))) return null;
  const end = path.indexOf("/", start);
  return end < 0 ? path : path.slice(0, end);
}

function foldersOf(file: string): string[] {
  const folders: string[] = [];
  for (let at = file.lastIndexOf("/"); at > 0; at = file.lastIndexOf("/", at - 1))
    folders.push(file.slice(0, at));
  return folders;
}
