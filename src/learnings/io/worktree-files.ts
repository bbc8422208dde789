// Reads the learnings in the working tree, which people may be editing before any commit.
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { frame } from "../../git/objects.ts";
import type { Repository } from "../../git/repository.ts";
import { git } from "../../git/run.ts";
import type { Quarantined } from "../../records/record.ts";
import { isCode } from "../../shared/files.ts";
import { type KeptTexts, openKeptTexts, type SaidByFile } from "./kept-texts.ts";
import { LEARNINGS_FOLDER, parseLearningFile } from "./learning-file.ts";
import { openSeenFiles, SETTLED_MS, type Seen, type SeenFiles } from "./seen-files.ts";

export interface WorktreeFile {
  /** Null where the file names none; history may tell it. */
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
  /** Looks at the folder; returns another text once a file is added, removed or written. */
  look(): string;
  /** True where no file was written so recently that it may change again unnoticed. */
  isSettled(): boolean;
  /** All learnings found by the last look; the same object while nothing has changed. */
  read(): Promise<WorktreeFiles>;
}

/** Where the learnings are, and what is known of their texts. */
export interface WorktreePlace {
  readonly worktree: string;
  /** This program's folder in the common git directory. */
  readonly root: string;
  readonly format: Repository["objectFormat"];
  readonly texts: KeptTexts;
}

/** With more files than this, each is looked at only now and then; otherwise only names that come and go are noticed. */
const LOOKED_AT_EACH_TIME = 1_000;
/**
 * After a look at all files none is taken for so many times as long as it took, but never longer than a person takes to go
 * on.
 */
const REST = 20;
const LONGEST_REST_MS = 2_000;

export function createWorktreeReader({ worktree, root, format, texts }: WorktreePlace): WorktreeReader {
  const folder = path.join(worktree, LEARNINGS_FOLDER);
  const list = openSeenFiles(root, worktree);
  let seen: SeenFiles | null = null;
  let last: { readonly of: string; readonly files: WorktreeFiles } | null = null;
  let lying: Lying | null = null;
  let rest = { until: 0, folder: "" };
  /** Numbers of earlier looks, as comparing them takes a tenth of the time that comparing texts takes. */
  const factsOf = new WeakMap<Seen, Float64Array>();

  async function readOne(name: string, stamp: string, at: number): Promise<Seen> {
    const bytes = readFileSync(path.join(folder, name));
    const blob = frame(format, "blob", bytes).id;
    if (!texts.of(blob)) {
      texts.add(blob, await parseLearningFile(bytes));
      await texts.pause();
    }
    return { stamp, blob, at };
  }

  function look(): Lying {
    const started = performance.now();
    const stamp = stampOfFolder(folder);
    const rests = started < rest.until;
    if (lying && rests && rest.folder === stamp) return lying;
    // In between, known files are not looked at, though one may have been edited in place.
    lying = lookAt(folder, names(worktree, folder), rests ? lying : null);
    const ended = performance.now();
    const pause = lying.names.length > LOOKED_AT_EACH_TIME ? (ended - started) * REST : 0;
    rest = { until: rests ? rest.until : ended + Math.min(pause, LONGEST_REST_MS), folder: stamp };
    return lying;
  }

  async function read({ names: all, facts }: Lying): Promise<WorktreeFiles> {
    const before = seen ?? list.read();
    const now = new Map<string, Seen>();
    for (const [number, name] of all.entries()) {
      const own = facts.subarray(number * FACTS, (number + 1) * FACTS);
      const known = before.get(name);
      const same = known && factsOf.get(known);
      if (known && same?.every((fact, at) => fact === own[at])) {
        now.set(name, known);
        continue;
      }
      const [ino = 0, size = 0, at = 0, changed = 0] = own;
      const stamp = `${ino} ${size} ${at} ${changed}`;
      const isKnown = known?.stamp === stamp && texts.of(known.blob) !== undefined;
      const found = isKnown ? known : await readOne(name, stamp, at).catch(noneIfGone);
      if (!found) continue;
      now.set(name, found);
      factsOf.set(found, own);
    }
    const files = last && isSameList(now, before) ? last.files : listed(now, texts);
    seen = now;
    list.keep(now);
    return files;
  }

  return {
    look: () => look().digest,
    isSettled: () => (lying?.newest ?? 0) < Date.now() - SETTLED_MS,
    async read() {
      const now = lying ?? look();
      if (last?.of !== now.digest) last = { of: now.digest, files: await read(now) };
      return last.files;
    },
  };
}

/** The file was deleted since it was looked at. */
function noneIfGone(error: unknown): null {
  if (isCode(error, "ENOENT")) return null;
  throw error;
}

/** Numbers per file: inode, size, and the times of its last write and change. They show that it was not written since. */
const FACTS = 4;

/** What lies in the folder, in the order of names. */
interface Lying {
  readonly names: readonly string[];
  /** `FACTS` numbers for each name. */
  readonly facts: Float64Array;
  readonly digest: string;
  /** When the last of them was written. */
  readonly newest: number;
}

function lookAt(folder: string, all: readonly string[], before: Lying | null): Lying {
  const known = new Map(before?.names.map((name, number) => [name, number]));
  const found: string[] = [];
  const facts = new Float64Array(all.length * FACTS);
  let newest = 0;
  for (const name of all) {
    const start = found.length * FACTS;
    const old = known.get(name);
    if (before && old !== undefined) facts.set(before.facts.subarray(old * FACTS, (old + 1) * FACTS), start);
    else {
      const stats = lstatSync(`${folder}${path.sep}${name}`, { throwIfNoEntry: false });
      if (!stats?.isFile()) continue;
      facts[start] = stats.ino;
      facts[start + 1] = stats.size;
      facts[start + 2] = stats.mtimeMs;
      facts[start + 3] = stats.ctimeMs;
    }
    newest = Math.max(newest, facts[start + 2] ?? 0);
    found.push(name);
  }
  const digest = createHash("sha256").update(facts).update(found.join("\n")).digest("base64url");
  return { names: found, facts, digest, newest };
}

function stampOfFolder(folder: string): string {
  try {
    const { ino, size, mtimeMs, ctimeMs } = statSync(folder);
    return `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
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

/** Sorted names; none where the folder is missing or a link that leads out of the working tree. */
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
