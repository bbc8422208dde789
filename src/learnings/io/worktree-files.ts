// Reads the learnings in the working tree: what a person is editing at this moment, before any commit.
import { lstatSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { frame } from "../../git/objects.ts";
import type { Repository } from "../../git/repository.ts";
import { git } from "../../git/run.ts";
import type { Quarantined } from "../../records/record.ts";
import type { LearningText } from "../learning.ts";
import { LEARNINGS_FOLDER, parseLearningFile } from "./learning-file.ts";

export interface WorktreeFile {
  /** Null where the file names none; history may tell. */
  readonly id: string | null;
  readonly path: string;
  readonly blob: string;
  readonly text: LearningText;
  /** When it was written last, ISO 8601. */
  readonly at: string;
}

export interface WorktreeFiles {
  readonly files: readonly WorktreeFile[];
  readonly broken: readonly Quarantined[];
}

export interface WorktreeReader {
  /** All learnings in the working tree; files that have not changed are not read again. */
  read(): Promise<WorktreeFiles>;
}

type Read = WorktreeFile | Quarantined;

export function createWorktreeReader(worktree: string, format: "sha1" | "sha256"): WorktreeReader {
  const folder = path.join(worktree, LEARNINGS_FOLDER);
  let known = new Map<string, { stamp: string; read: Read }>();

  async function readOne(name: string): Promise<[string, { stamp: string; read: Read }] | null> {
    const file = path.join(folder, name);
    const found = lstatSync(file, { throwIfNoEntry: false });
    if (!found?.isFile()) return null;
    const stamp = `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`;
    const before = known.get(name);
    if (before?.stamp === stamp) return [name, before];
    return [
      name,
      { stamp, read: await parse(`${LEARNINGS_FOLDER}/${name}`, readFileSync(file), found.mtime) },
    ];
  }

  async function parse(relative: string, bytes: Buffer, written: Date): Promise<Read> {
    const parsed = await parseLearningFile(bytes);
    if (!parsed.ok) return { id: parsed.id ?? relative, path: relative, reason: parsed.reason };
    const { id, text } = parsed;
    return { id, path: relative, blob: frame(format, "blob", bytes).id, text, at: written.toISOString() };
  }

  return {
    async read() {
      const read = await Promise.all(names(worktree, folder).map(readOne));
      known = new Map(read.filter((entry) => entry !== null));
      const all = [...known.values()].map((entry) => entry.read);
      return {
        files: all.filter((entry): entry is WorktreeFile => "text" in entry),
        broken: all.filter((entry): entry is Quarantined => "reason" in entry),
      };
    },
  };
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
  const found = worktrees.map(async (worktree) => {
    const { files, broken } = await createWorktreeReader(worktree, objectFormat).read();
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
