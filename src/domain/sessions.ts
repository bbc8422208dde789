// Sessions of agents, as the records show them.
import type { JournalRecord } from "./record.ts";
import type { State } from "./state.ts";

/** What is written without an agent at work makes no session. */
const IDLE: ReadonlySet<JournalRecord["record"]> = new Set([
  "measurement",
  "goal_change",
  "redaction",
  "verdict",
]);

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
