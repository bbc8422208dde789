// Defines what learnings need of the code that a session works on, and what a stored one gives back.

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
  /** A path as all records name it, however it is written: from here, from the top, from another working tree. */
  named(written: string): NamedPath;
  /** The commit that HEAD stands for; null before the first commit. */
  head(): Promise<string | null>;
  /** A commit of this code as a record names it: `<repository>@<commit>` where knowledge has a repository of its own. */
  cite(commit: string): string;
  /** The commit that HEAD or a branch stands for; null where there is none of this name. */
  commitOf(written: string): Promise<string | null>;
  /** The commit that HEAD stands for in another working tree. */
  headIn(folder: string): Promise<string | null>;
  /**
   * Why a piece of evidence can't be found here, nor at the commit or in the other working tree; null when it can, or
   * can't be checked (urls, commands).
   */
  problem(
    evidence: Evidence,
    state: State,
    at?: { readonly commit?: string; readonly folder?: string | null },
  ): Promise<string | null>;
  /** Commits, oldest first, that lead to `tips` and not to `since`, as records name them; what is not here is left out. */
  commits(
    tips: readonly string[],
    since: string | null,
  ): Promise<{ readonly commit: string; readonly subject: string }[]>;
  /** Blob ids of those of `paths` that are files, as they lie in the working tree, or in another one. */
  blobs(paths: readonly string[], folder?: string | null): Promise<Record<string, string>>;
  /** All files at HEAD and in the working tree, from the top, without what git ignores. */
  files(): Promise<readonly string[]>;
  /** Those files that a learning has `seen` and that HEAD's own line has changed since, or taken away; none of another repository's. */
  changed(learning: Pick<LearningRecord, "seen" | "commit">): Promise<string[]>;
  /** Those that it has `seen` on a line that HEAD does not have: nothing has changed, they are not here yet. */
  elsewhere(learning: Pick<LearningRecord, "seen" | "commit">): Promise<string[]>;
}

export interface RecordedLearning {
  readonly id: string;
  /** The file laid down for people, relative to the top of the working tree; null where there is none. */
  readonly file: string | null;
  /** What to do with the file, or why there is none. */
  readonly note: string;
}
