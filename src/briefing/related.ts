// Lists what else a session should see before it works on some paths, in the room that the learnings leave.

import { countTokens } from "../shared/text/tokens.ts";
import type { Pack } from "./pack.ts";

export interface RelatedEntry {
  /** Of the record, or a job's name. */
  readonly id: string;
  /** Stored words in it are fenced, or follow a word that calls them data. */
  readonly text: string;
  /** The same in fewer words, the longest first, for when there is no room for all of it. */
  readonly shorter?: readonly string[];
}

export interface RelatedQuery {
  readonly task: string;
  /** Repo-relative paths or globs. */
  readonly paths: readonly string[];
}

export type FullPack = Pack & { readonly related?: Omit<RelatedEntry, "shorter">[] };

/** Of the budget, at most, where there is something related; without it the learnings have all of it. */
const SHARE = 0.25;
const MOST_ENTRIES = 8;
/** What the list itself costs. */
const FRAME = countTokens(',"related":[]') + 1;

const costOf = ({ id, text }: RelatedEntry): number => countTokens(JSON.stringify({ id, text })) + 1;

/** In as many words as there is room for; null where there is none for the fewest. */
function fitting(entry: RelatedEntry, room: number): RelatedEntry | null {
  const texts = [entry.text, ...(entry.shorter ?? [])];
  const text = texts.find((each) => costOf({ id: entry.id, text: each }) <= room);
  return text === undefined ? null : { id: entry.id, text };
}

/** Tokens that the learnings have to leave. */
export function roomFor(entries: readonly RelatedEntry[], budget: number): number {
  const most = Math.floor(budget * SHARE);
  const wanted = entries.slice(0, MOST_ENTRIES).reduce((sum, entry) => sum + costOf(entry), FRAME);
  // Room that not even the first of them fits into would only be taken away from the learnings.
  return entries[0] && fitting(entries[0], most - FRAME) ? Math.min(wanted, most) : 0;
}

/** The pack with those entries, in their order, that still fit; its cost as JSON stays within the budget. */
export function withRelated(pack: Pack, entries: readonly RelatedEntry[], budget: number): FullPack {
  const related: RelatedEntry[] = [];
  let tokens = pack.tokens + FRAME;
  for (const each of entries) {
    const entry = related.length === MOST_ENTRIES ? null : fitting(each, budget - tokens);
    if (entry === null) continue;
    related.push(entry);
    tokens += costOf(entry);
  }
  return related.length === 0 ? pack : { ...pack, related, tokens, abstained: false };
}
