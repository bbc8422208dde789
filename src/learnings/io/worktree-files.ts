// Reads the learnings in the working tree: what a person is editing at this moment, before any commit.
import { lstatSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import path from "node:path";
import { frame } from "../../git/objects.ts";
import type { Repository } from "../../git/repository.ts";
import { git } from "../../git/run.ts";
import type { Quarantined } from "../../records/record.ts";
import { type KeptTexts, openKeptTexts, type SaidByFile } from "./kept-texts.ts";
import { LEARNINGS_FOLDER, parseLearningFile } from "./learning-file.ts";
import { openSeenFiles, type Seen, type SeenFiles } from "./seen-files.ts";

export interface WorktreeFile {
  /** Null where the file names none; history may tell. */
  readonly id: string | null;
  readonly path: string;
  readonly blob: string;
  readonly said: SaidByFile;
  /** When it was written last, in milliseconds since 1970. */
  readonly at: number;
}

export interface WorktreeFiles {
  readonly files: readonly WorktreeFile[];
  readonly broken: readonly Quarantined[];
}

export interface WorktreeReader {
  /** All learnings in the working tree; the same object as before when nothing has changed. */
  read(): Promise<WorktreeFiles>;
}

/** Where the learnings are, and what is known of their texts. */
export interface WorktreePlace {
  readonly worktree: string;
  /** Our folder in the common git directory. */
  readonly root: string;
  readonly format: Repository["objectFormat"];
  readonly texts: KeptTexts;
}

/** Of more files than these only every now and then each is looked at, and else whether one came or went. */
const LOOKED_AT_EACH_TIME = 1_000;
/** So many times as long as a look took none is taken again, but never longer than a person takes to go on. */
const REST = 20;
const LONGEST_REST_MS = 2_000;

export function createWorktreeReader({ worktree, root, format, texts }: WorktreePlace): WorktreeReader {
  const folder = path.join(worktree, LEARNINGS_FOLDER);
  const list = openSeenFiles(root, worktree);
  let seen: SeenFiles | null = null;
  let last: WorktreeFiles | null = null;
  let rest = { until: 0, folder: "" };

  async function readOne(name: string, found: Stats): Promise<Seen> {
    const bytes = readFileSync(path.join(folder, name));
    const blob = frame(format, "blob", bytes).id;
    if (!texts.of(blob)) {
      texts.add(blob, await parseLearningFile(bytes));
      await texts.pause();
    }
    return { stamp: stampOf(found), blob, at: found.mtimeMs };
  }

  /** `each`: also those that were known before, which may have been edited in place. */
  async function look(before: SeenFiles, each: boolean): Promise<SeenFiles> {
    const now = new Map<string, Seen>();
    for (const name of names(worktree, folder)) {
      const old = each ? undefined : before.get(name);
      if (old) {
        now.set(name, old);
        continue;
      }
      const found = lstatSync(path.join(folder, name), { throwIfNoEntry: false });
      if (!found?.isFile()) continue;
      const known = before.get(name);
      const isKnown = known?.stamp === stampOf(found) && texts.of(known.blob) !== undefined;
      now.set(name, isKnown ? known : await readOne(name, found));
    }
    return now;
  }

  return {
    async read() {
      const started = performance.now();
      const stamp = stampOfFolder(folder);
      const rests = last !== null && started < rest.until;
      if (last && rests && rest.folder === stamp) return last;
      const before = seen ?? list.read();
      seen = await look(before, !rests);
      if (!last || !isSameList(seen, before)) last = listed(seen, texts);
      if (!rests) list.keep(seen);
      const ended = performance.now();
      const pause = seen.size > LOOKED_AT_EACH_TIME ? (ended - started) * REST : 0;
      rest = { until: rests ? rest.until : ended + Math.min(pause, LONGEST_REST_MS), folder: stamp };
      return last;
    },
  };
}

const stampOf = ({ ino, size, mtimeMs, ctimeMs }: Stats): string => `${ino} ${size} ${mtimeMs} ${ctimeMs}`;

function stampOfFolder(folder: string): string {
  try {
    return stampOf(statSync(folder));
  } catch {
    return "";
  }
}

const isSameList = (now: SeenFiles, before: SeenFiles): boolean =>
  now.size === before.size && [...now].every(([name, { blob }]) => before.get(name)?.blob === blob);

function listed(seen: SeenFiles, texts: KeptTexts): WorktreeFiles {
  const files: WorktreeFile[] = [];
  const broken: Quarantined[] = [];
  for (const [name, { blob, at }] of seen) {
    const said = texts.of(blob);
    const relative = `${LEARNINGS_FOLDER}/${name}`;
    if (said?.ok) files.push({ id: said.id, path: relative, blob, said, at });
    else if (said) broken.push({ id: said.id ?? relative, path: relative, reason: said.reason });
  }
  return { files, broken };
}

/** Where the learnings with these ids lie as files, in any worktree of the clone; absolute paths. */
export async function filesInWorktrees(
  { commonDir, objectFormat }: Repository,
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return [];
  const listed = await git(commonDir, ["worktree", "list", "--porcelain", "-z"]);
  const worktrees = listed
    .split("\0")
    .flatMap((fact) => (fact.startsWith("worktree ") ? [fact.slice(9)] : []));
  const root = path.join(commonDir, "agentops");
  const texts = openKeptTexts(root, objectFormat);
  const found = worktrees.map(async (worktree) => {
    const place = { worktree, root, format: objectFormat, texts };
    const { files, broken } = await createWorktreeReader(place).read();
    return [...files, ...broken].flatMap(({ id, path: file }) =>
      id !== null && ids.includes(id) ? [path.join(worktree, file)] : [],
    );
  });
  return (await Promise.all(found)).flat();
}

/** Sorted names; none when the folder is missing or a link that leads out of the working tree. */
function names(worktree: string, folder: string): string[] {
  try {
    const real = path.relative(realpathSync(worktree), realpathSync(folder));
    if (real.startsWith("..") || path.isAbsolute(real)) return [];
    return readdirSync(folder)
      .filter((name) => name.endsWith(".md"))
      .sort();
  } catch {
    return [];
  }
}
