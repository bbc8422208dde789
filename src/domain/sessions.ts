// The sessions that have left records, in the order in which they came.
import type { JournalRecord } from "./record.ts";
import type { State } from "./state.ts";

/** A session of agents, from the first record that it left to the last. */
export interface SeenSession {
  readonly name: string;
  readonly first: string;
  readonly last: string;
  /** When it wrote the last one, by its own clock, in milliseconds since 1970. */
  readonly at: number;
}

/** What is written without an agent at work makes no session. */
const IDLE: ReadonlySet<JournalRecord["record"]> = new Set([
  "measurement",
  "goal_change",
  "redaction",
  "verdict",
]);

interface Span {
  first: string;
  last: JournalRecord;
}

/** Ordered by their last records. */
export function sessionsOf(state: State): SeenSession[] {
  const seen = new Map<string, Span>();
  let span: Span | undefined;
  for (const record of state.records()) {
    if (IDLE.has(record.record)) continue;
    const { id, session } = record;
    // A session's records mostly follow each other.
    if (span?.last.session !== session) span = seen.get(session);
    if (!span) {
      span = { first: id, last: record };
      seen.set(session, span);
    } else if (id < span.first) span.first = id;
    else if (id > span.last.id) span.last = record;
  }
  return [...seen]
    .map(([name, { first, last }]) => ({ name, first, last: last.id, at: Date.parse(last.at) }))
    .toSorted((a, b) => (a.last < b.last ? -1 : 1));
}

/** How many sessions have written after the record `id`. */
export function sessionsSince(state: State, id: string): number {
  const names = new Set<string>();
  for (const each of state.records()) if (each.id > id && !IDLE.has(each.record)) names.add(each.session);
  return names.size;
}
