// Defines how learnings are searched.
import type { SearchEngine } from "./engine.ts";
import type { JoinedEngine } from "./joined.ts";
import type { SearchHit, SearchQuery, Similar } from "./query.ts";

export interface SearchPort {
  search(query: SearchQuery): SearchHit[];
  /** Those that cite it or that it cites. */
  linkedWith(id: string): string[];
  similar(
    draft: { title: string; body: string; tags: readonly string[] },
    limit: number,
    atLeast: number,
  ): Similar[];
  /** Of these the ones that are at least so similar to one another: what each is like. */
  alike(ids: readonly string[], atLeast: number): ReadonlyMap<string, readonly string[]>;
  /** The engine behind it, as it was read last. */
  engine(): SearchEngine;
  /** The same search over this and other stores as one; the first to hold a lesson is the one that has it. */
  over(engines: readonly SearchEngine[]): Pick<JoinedEngine, "search" | "linkedWith" | "alike">;
  /** The sentences of a text that answer the task best, within a number of tokens. */
  snippet(text: string, task: string, maxTokens: number): string;
  /** Similarity from which two learnings count as saying the same. */
  readonly duplicateAt: number;
}
