// Tells which lessons a change adds, rewrites and removes, by the files of two commits.
import type { ObjectReader } from "../../git/object-reader.ts";
import type { Quarantined } from "../../records/record.ts";
import { compareIds } from "../../shared/ids.ts";
import type { LearningText } from "../learning.ts";
import { type CommitFiles, type LearningSource, NO_FILES, readCommitFiles } from "./base-facts.ts";

export interface ChangedLesson {
  readonly id: string;
  readonly path: string;
  /** Null where it is new, or gone. */
  readonly before: LearningText | null;
  readonly after: LearningText | null;
}

export interface ChangedLessons {
  readonly lessons: readonly ChangedLesson[];
  /** Files that can't be read after the change and could before, or were not there. */
  readonly broken: readonly Quarantined[];
}

/** `from` null: nothing was there before. `dir` is a folder inside the repository. */
export async function changedLessons(
  reader: ObjectReader,
  { dir, idBytes }: Pick<LearningSource, "dir" | "idBytes">,
  from: string | null,
  to: string,
): Promise<ChangedLessons> {
  const source: LearningSource = { reader, dir, idBytes, parsed: new Map() };
  const before: CommitFiles = from === null ? NO_FILES : await readCommitFiles(source, from);
  const after = await readCommitFiles(source, to);
  const ids = new Set([...before.files.keys(), ...after.files.keys()]);
  const known = new Set(before.broken.map(({ path, reason }) => `${path}\n${reason}`));
  const lessons = [...ids].flatMap((id): ChangedLesson[] => {
    const [old, fresh] = [before.files.get(id), after.files.get(id)];
    const path = fresh?.path ?? old?.path ?? "";
    if (JSON.stringify(old?.text) === JSON.stringify(fresh?.text)) return [];
    return [{ id, path, before: old?.text ?? null, after: fresh?.text ?? null }];
  });
  return {
    lessons: lessons.toSorted(compareIds),
    broken: after.broken.filter(({ path, reason }) => !known.has(`${path}\n${reason}`)),
  };
}
