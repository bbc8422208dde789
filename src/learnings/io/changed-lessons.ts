// Tells which lessons a change adds, rewrites and removes, from the files of two commits.
import type { Quarantined } from "../../records/record.ts";
import { compareIds } from "../../shared/ids.ts";
import type { LearningText } from "../learning.ts";
import { type CommitFiles, type LearningSource, NO_FILES, readCommitFiles } from "./base-facts.ts";
import { DamagedTexts } from "./kept-texts.ts";

export interface ChangedLesson {
  readonly id: string;
  readonly path: string;
  /** Null where it is new, or gone. */
  readonly before: LearningText | null;
  readonly after: LearningText | null;
}

export interface ChangedLessons {
  readonly lessons: readonly ChangedLesson[];
  /** Files that became unreadable with the change, or were added unreadable. */
  readonly broken: readonly Quarantined[];
}

/** `from` null: nothing existed before. */
export async function changedLessons(
  source: LearningSource,
  from: string | null,
  to: string,
): Promise<ChangedLessons> {
  try {
    return await compared(source, from, to);
  } catch (error) {
    if (!(error instanceof DamagedTexts)) throw error;
    source.texts.forget();
    return compared(source, from, to);
  }
}

async function compared(source: LearningSource, from: string | null, to: string): Promise<ChangedLessons> {
  const before: CommitFiles = from === null ? NO_FILES : await readCommitFiles(source, from);
  const after = await readCommitFiles(source, to);
  const ids = new Set([...before.files.keys(), ...after.files.keys()]);
  const known = new Set(before.broken.map(({ path, reason }) => `${path}\n${reason}`));
  const lessons = [...ids].flatMap((id): ChangedLesson[] => {
    const old = before.files.get(id);
    const fresh = after.files.get(id);
    const path = fresh?.path ?? old?.path ?? "";
    if (old?.said.print === fresh?.said.print) return [];
    return [{ id, path, before: old?.said.text ?? null, after: fresh?.said.text ?? null }];
  });
  return {
    lessons: lessons.toSorted(compareIds),
    broken: after.broken.filter(({ path, reason }) => !known.has(`${path}\n${reason}`)),
  };
}
