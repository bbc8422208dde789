// Says what a session can ask of the repository's own past and of earlier sessions.
import type { EpisodeNote } from "./episode-notes.ts";
import type { Behind, Past } from "./past.ts";
import type { FoundTalk, Talk } from "./talk.ts";

export interface HistoryPort extends CommitsPort, TalksPort {
  /** Of this clone's sessions, oldest first. */
  notes(): readonly EpisodeNote[];
  /** Throws where the disk can't be written. */
  note(notes: readonly EpisodeNote[]): Promise<void>;
}

/** In commits. */
export type ReadProgress = (done: number, all: number) => void;

export interface CommitsPort {
  /** Those that changed a file or something in a folder and give a reason, and how many have changed it at all. */
  behind(path: string, most: number): Promise<Behind>;
  /**
   * Reads all of it that is new, however much; else that is done in the background. Where a process in the background is
   * half-way through, what it has read is enough. Throws GIT_FAILED and the like.
   */
  read(progress?: ReadProgress): Promise<void>;
  /** Commits of base that answer a question, best first; none as long as the history has not been read. */
  near(
    query: { readonly task: string; readonly paths: readonly string[] },
    most: number,
  ): Promise<readonly Past[]>;
  /** What of it this clone does not have, in words; null where it has all. */
  lacking(): string | null;
  /** One of them by its id, of a commit also by the beginning of it; null for another id. */
  find(id: string): Promise<Past | null>;
  /** All that is kept, newest first; null as long as nothing has been read. */
  past(): Promise<Past[] | null>;
}

export interface TalksPort {
  /** Talks of earlier sessions on this machine that answer a task, best first; none unless a person had them read. */
  said(task: string, most: number): Promise<FoundTalk[]>;
  /** All that are kept, newest first. */
  talks(): Promise<Talk[]>;
}
