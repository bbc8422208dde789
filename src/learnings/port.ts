// Defines what learnings need to know of the code that a session works on, and what storing one returns.

import type { NamedPath } from "../git/repository-path.ts";
import type { Evidence } from "../records/evidence.ts";
import type { State } from "../records/state.ts";
import type { LearningRecord } from "./records/learning.ts";

/** The code that the session works on. */
export interface CodePort {
  /** Top of the working tree; null in a bare repository. */
  readonly root: string | null;
  /** The user's home, whose name has no place in a record. */
  readonly home: string | null;
  /** A path in the form of all records, whether it is written from here, from the top or from another working tree. */
  named(written: string): NamedPath;
  /** The commit that HEAD stands for; null before the first commit. */
  head(): Promise<string | null>;
  /** A commit as a record names it: `<repository>@<commit>` where the knowledge lies in another repository. */
  cite(commit: string): string;
  /** The commit of HEAD or a branch; null where there is none of this name. */
  commitOf(written: string): Promise<string | null>;
  /** HEAD's commit in another working tree. */
  headIn(folder: string): Promise<string | null>;
  /**
   * Why a piece of evidence can't be found, neither here nor at the commit or in the other working tree; null where it can,
   * or can't be checked (URLs, commands).
   */
  problem(
    evidence: Evidence,
    state: State,
    at?: { readonly commit?: string; readonly folder?: string | null },
  ): Promise<string | null>;
  /** Commits, oldest first, that lead to `tips` and not to `since`, named as in records; unknown ones are left out. */
  commits(
    tips: readonly string[],
    since: string | null,
  ): Promise<{ readonly commit: string; readonly subject: string }[]>;
  /** Blob ids of those of `paths` that are files, as they lie in the working tree or in another one. */
  blobs(paths: readonly string[], folder?: string | null): Promise<Record<string, string>>;
  /** All files at HEAD and in the working tree, without ignored ones. */
  files(): Promise<readonly string[]>;
  /**
   * The files that a learning has `seen` and that the history of HEAD has changed or removed since; none of another
   * repository.
   */
  changed(learning: Pick<LearningRecord, "seen" | "commit">): Promise<string[]>;
  /**
   * The files that it has `seen` with content that the history of HEAD does not have: they have not changed, they are not
   * here yet.
   */
  elsewhere(learning: Pick<LearningRecord, "seen" | "commit">): Promise<string[]>;
}

export interface RecordedLearning {
  readonly id: string;
  /** The file laid down for people, relative to the top of the working tree; null where there is none. */
  readonly file: string | null;
  /** What to do with the file, or why there is none. */
  readonly note: string;
}
