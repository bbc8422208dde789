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

/** Ordered by their last records. */
export function sessionsOf(state: State): SeenSession[] {
  const seen = new Map<string, { first: string; last: JournalRecord }>();
  for (const id of state.ids()) {
    const record = state.record(id);
    if (!record || IDLE.has(record.record)) continue;
    const known = seen.get(record.session);
    if (!known) seen.set(record.session, { first: id, last: record });
    else if (id < known.first) known.first = id;
    else if (id > known.last.id) known.last = record;
  }
  return [...seen]
    .map(([name, { first, last }]) => ({ name, first, last: last.id, at: Date.parse(last.at) }))
    .toSorted((a, b) => (a.last < b.last ? -1 : 1));
}

/** How many sessions have written after the record `id`. */
export function sessionsSince(state: State, id: string): number {
  const names = new Set<string>();
  for (const each of state.ids()) {
    if (each <= id) continue;
    const record = state.record(each);
    if (record && !IDLE.has(record.record)) names.add(record.session);
  }
  return names.size;
}
