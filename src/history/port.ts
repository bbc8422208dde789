// Says what a session can ask of the repository's own past.
import type { Past } from "./past.ts";

export interface HistoryPort {
  /** Commits of base that answer a question, best first; none as long as the history has not been read. */
  near(query: { readonly task: string; readonly paths: readonly string[] }, most: number): Promise<Past[]>;
}
