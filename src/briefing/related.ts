// Lists what else a session should see before it works on some paths, in the room that the learnings leave.

import { countTokens } from "../shared/text/tokens.ts";
import type { Pack } from "./pack.ts";

export interface RelatedEntry {
  /** The record's id, or a job's name. */
  readonly id: string;
  /** Stored words in it are fenced, or follow a word that marks them as data. */
  readonly text: string;
  /** Shorter forms, the longest first, for when not all of it fits. */
  readonly shorter?: readonly string[];
}

export interface RelatedQuery {
  readonly task: string;
  /** Repo-relative paths or globs. */
  readonly paths: readonly string[];
}

export type FullPack = Pack & { readonly related?: Omit<RelatedEntry, "shorter">[] };

/** The share of the budget for related entries; without any the learnings have all of it. */
const SHARE = 0.25;
const MOST_ENTRIES = 8;
/** Tokens of the list itself. */
const FRAME = countTokens(',"related":[]') + 1;

const costOf = ({ id, text }: RelatedEntry): number => countTokens(JSON.stringify({ id, text })) + 1;

/** The longest form that fits; null where not even the shortest does. */
function fitting(entry: RelatedEntry, room: number): RelatedEntry | null {
  const texts = [entry.text, ...(entry.shorter ?? [])];
  const text = texts.find((each) => costOf({ id: entry.id, text: each }) <= room);
  return text === undefined ? null : { id: entry.id, text };
}

/** Tokens that the learnings have to leave. */
export function roomFor(entries: readonly RelatedEntry[], budget: number): number {
  const most = Math.floor(budget * SHARE);
  const wanted = entries.slice(0, MOST_ENTRIES).reduce((sum, entry) => sum + costOf(entry), FRAME);
  // Where not even the first entry fits, the learnings keep the room.
  return entries[0] && fitting(entries[0], most - FRAME) ? Math.min(wanted, most) : 0;
}

/** The pack with as many of those entries, in order, as fit; its tokens as JSON stay within the budget. */
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
