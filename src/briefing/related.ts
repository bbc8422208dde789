// Lists what else a session should see before it works on some paths, in the room that the learnings leave.

import { countTokens } from "../shared/text/tokens.ts";
import type { Pack } from "./pack.ts";

export interface RelatedEntry {
  /** Of the record, or a job's name. */
  readonly id: string;
  /** Stored words in it are fenced, or follow a word that calls them data. */
  readonly text: string;
}

export interface RelatedQuery {
  readonly task: string;
  /** Repo-relative paths or globs. */
  readonly paths: readonly string[];
}

export type FullPack = Pack & { readonly related?: RelatedEntry[] };

/** Of the budget, at most, where there is something related; without it the learnings have all of it. */
const SHARE = 0.25;
const MOST_ENTRIES = 8;
/** What the list itself costs. */
const FRAME = countTokens(',"related":[]') + 1;

const costOf = (entry: RelatedEntry): number => countTokens(JSON.stringify(entry)) + 1;

/** Tokens that the learnings have to leave. */
export function roomFor(entries: readonly RelatedEntry[], budget: number): number {
  const most = Math.floor(budget * SHARE);
  const wanted = entries.slice(0, MOST_ENTRIES).reduce((sum, entry) => sum + costOf(entry), FRAME);
  const first = entries[0] ? costOf(entries[0]) + FRAME : 0;
  // Room that not even the first of them fits into would only be taken away from the learnings.
  return entries.length === 0 || first > most ? 0 : Math.min(wanted, most);
}

/** The pack with those entries, in their order, that still fit; its cost as JSON stays within the budget. */
export function withRelated(pack: Pack, entries: readonly RelatedEntry[], budget: number): FullPack {
  const related: RelatedEntry[] = [];
  let tokens = pack.tokens + FRAME;
  for (const entry of entries) {
    const cost = costOf(entry);
    if (related.length === MOST_ENTRIES || tokens + cost > budget) continue;
    related.push(entry);
    tokens += cost;
  }
  return related.length === 0 ? pack : { ...pack, related, tokens, abstained: false };
}
