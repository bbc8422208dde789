// Lists the sessions that have left records, ordered by their last one.

import { recordsBySession } from "../records/feeds.ts";
import { FORGETFUL, type Memory } from "../records/incremental.ts";
import type { JournalRecord } from "../records/record.ts";
import type { State } from "../records/state.ts";
import { groupBy } from "../shared/group-by.ts";
import Retrieval from "./records/retrieval.ts";
import { TEXT_INDEXES } from "./text-source.ts";

/** A session of agents, from its first record to its last. */
export interface SeenSession {
  readonly name: string;
  readonly first: string;
  readonly last: string;
  /** The time of its last record by its own clock, in milliseconds since 1970. */
  readonly at: number;
  /** How often it asked for lessons itself, and how often it found some. */
  readonly asked: number;
  readonly found: number;
}

/** Ordered by their last records. */
export function sessionsOf(state: State, memory: Memory = FORGETFUL): SeenSession[] {
  const files = Array.from(state.entries(TEXT_INDEXES.written), ([, learnings]) => learnings).flat();
  const written = groupBy(files, ({ session }) => session);
  const kept = Array.from(state.entries(recordsBySession), ([id]) => ({ id })).filter(
    ({ id }) => !written.has(id),
  );
  return [
    ...memory.each(sessionOf, state, kept),
    ...Array.from(written, ([name, learnings]) =>
      seen(state, name, [...state.by(recordsBySession, name), ...learnings]),
    ),
  ]
    .filter((session) => session !== null)
    .toSorted((a, b) => (a.last < b.last ? -1 : 1));
}

const sessionOf = (state: State, { id: name }: { readonly id: string }): SeenSession | null =>
  seen(state, name, state.by(recordsBySession, name));

/** Null for a session without an agent at work. */
function seen({ kinds }: State, name: string, records: readonly JournalRecord[]): SeenSession | null {
  let first: JournalRecord | null = null;
  let last: JournalRecord | null = null;
  let asked = 0;
  let found = 0;
  for (const each of records) {
    if (kinds.get(each.record)?.unattended) continue;
    if (first === null || each.id < first.id) first = each;
    if (last === null || each.id > last.id) last = each;
    if (!Retrieval.is(each)) continue;
    asked += each.retrievals.length;
    found += each.retrievals.filter(({ served }) => served.length > 0).length;
  }
  return first && last && { name, first: first.id, last: last.id, at: Date.parse(last.at), asked, found };
}

/** How many sessions have written after the record `id`. */
export const sessionsSince = (state: State, id: string): number =>
  sessionsOf(state).filter(({ last }) => last > id).length;
