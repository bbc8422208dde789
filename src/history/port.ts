// Says what a session can ask of the repository's own past.
import type { Behind, Past } from "./past.ts";
import type { FoundTalk } from "./talk.ts";

export interface HistoryPort {
  /** Those that changed a file or something in a folder and give a reason, and how many have changed it at all. */
  behind(path: string, most: number): Promise<Behind>;
  /** Reads all of it that is new, however much; else that is done in the background. Throws GIT_FAILED and the like. */
  read(): Promise<void>;
  /** Commits of base that answer a question, best first; none as long as the history has not been read. */
  near(query: { readonly task: string; readonly paths: readonly string[] }, most: number): Promise<Past[]>;
  /** Talks of earlier sessions on this machine that answer it, best first; none unless a person had them read. */
  said(task: string, most: number): Promise<FoundTalk[]>;
}
