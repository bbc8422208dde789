// The ports that a handler receives. Reading and writing are types, so a read-only tool cannot write.
import type { Evidence } from "./domain/learning.ts";
import type { JournalRecord, LearningRecord, Provenance, RecordDraft } from "./domain/record.ts";
import type { SearchHit, SearchQuery, Similar } from "./domain/search.ts";
import type { State } from "./domain/state.ts";

/** The code that the session works on. */
export interface CodePort {
  /** Top of the working tree; null in a bare repository. */
  readonly root: string | null;
  /** The user's home, whose name has no place in a record. */
  readonly home: string | null;
  /** The commit that HEAD stands for; null before the first commit. */
  head(): Promise<string | null>;
  /** A commit of this code as a record names it: `<repository>@<commit>` where knowledge has a repository of its own. */
  cite(commit: string): string;
  /** Why a piece of evidence can't be found here; null when it can, or can't be checked (urls, commands). */
  problem(evidence: Evidence, state: State): Promise<string | null>;
  /** Blob ids at HEAD of those of `paths` that are files there. */
  blobs(paths: readonly string[]): Promise<Record<string, string>>;
  /** Those files that a learning has `seen` and that differ at HEAD now, or are gone; none of another repository's. */
  changed(learning: Pick<LearningRecord, "seen" | "commit">): Promise<string[]>;
}

export interface SearchPort {
  search(query: SearchQuery): SearchHit[];
  similar(
    draft: { title: string; body: string; tags: readonly string[] },
    limit: number,
    atLeast: number,
  ): Similar[];
  /** The sentences of a text that answer the task best, within a number of tokens. */
  snippet(text: string, task: string, maxTokens: number): string;
  /** Similarity from which two learnings count as saying the same. */
  readonly duplicateAt: number;
}

/** The commit of the journal that holds a record. */
export interface JournalCommit {
  readonly ref: string;
  readonly commit: string;
  readonly path: string;
  readonly author: string;
}

export interface AppendedRecord {
  readonly record: JournalRecord;
  /** `<ref>:<path>`, as `git show` takes it. */
  readonly file: string;
}

export interface ReadContext {
  readonly session: Provenance;
  /** Milliseconds since 1970, taken once per call. */
  readonly now: number;
  readonly signal: AbortSignal;
  readonly code: CodePort;
  readonly search: SearchPort;
  /** All records of all clones, as of this moment. */
  state(): Promise<State>;
  journalCommit(record: JournalRecord): Promise<JournalCommit | null>;
  /** Logs by ids what was served; written with the next commit of this session, at the latest after a minute. */
  noteRetrieval(task: string, served: readonly string[], tokens: number): void;
}

export interface WriteContext extends ReadContext {
  /** Stores records; when this resolves they are on the disk. */
  append(drafts: readonly RecordDraft[]): Promise<AppendedRecord[]>;
}
