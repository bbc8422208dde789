// Lists the sessions that have left records, in the order in which they came.
import { groupBy } from "../shared/group-by.ts";
import { FORGETFUL, type Memory } from "./incremental.ts";
import type { JournalRecord, RecordKind, RecordOf } from "./record.ts";
import type { State } from "./state.ts";

/** A session of agents, from the first record that it left to the last. */
export interface SeenSession {
  readonly name: string;
  readonly first: string;
  readonly last: string;
  /** When it wrote the last one, by its own clock, in milliseconds since 1970. */
  readonly at: number;
  /** How often it asked for lessons itself, and how often it found some. */
  readonly asked: number;
  readonly found: number;
}

/** A record that is written without an agent at work makes no session. */
const IDLE: ReadonlySet<RecordKind> = new Set(["measurement", "goal_change", "redaction", "verdict"]);

/** Records of one kind that a session wrote, in no order. */
export const recordsOf = <K extends RecordKind>(state: State, session: string, kind: K): RecordOf<K>[] =>
  (state.bySession.get(session) ?? []).filter(
    (each): each is RecordOf<K> & JournalRecord => each.record === kind,
  );

/** Ordered by their last records. */
export function sessionsOf(state: State, memory: Memory = FORGETFUL): SeenSession[] {
  const written = groupBy(state.written.values(), ({ session }) => session);
  const kept = [...state.bySession.keys()].filter((name) => !written.has(name));
  return [
    ...memory.each(
      sessionOf,
      state,
      kept.map((id) => ({ id })),
    ),
    ...[...written].map(([name, learnings]) =>
      seen(name, [...(state.bySession.get(name) ?? []), ...learnings]),
    ),
  ]
    .filter((session) => session !== null)
    .toSorted((a, b) => (a.last < b.last ? -1 : 1));
}

const sessionOf = (state: State, { id: name }: { readonly id: string }): SeenSession | null =>
  seen(name, state.bySession.get(name) ?? []);

function seen(name: string, records: readonly JournalRecord[]): SeenSession | null {
  let first: JournalRecord | null = null;
  let last: JournalRecord | null = null;
  let [asked, found] = [0, 0];
  for (const each of records) {
    if (IDLE.has(each.record)) continue;
    if (first === null || each.id < first.id) first = each;
    if (last === null || each.id > last.id) last = each;
    if (each.record !== "retrieval") continue;
    asked += each.retrievals.length;
    found += each.retrievals.filter(({ served }) => served.length > 0).length;
  }
  return first && last && { name, first: first.id, last: last.id, at: Date.parse(last.at), asked, found };
}

/** How many sessions have written after the record `id`. */
export const sessionsSince = (state: State, id: string): number =>
  sessionsOf(state).filter(({ last }) => last > id).length;
