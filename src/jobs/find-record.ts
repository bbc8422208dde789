// Finds the record that an id, or its beginning or end, stands for.

import type { JournalRecord, Quarantined } from "../records/record.ts";
import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { newestFirst } from "../shared/ids.ts";
import { isJobName } from "./job-name.ts";
import Escalation, { type EscalationRecord } from "./records/escalation.ts";
import { findJob } from "./standing.ts";

/**
 * Throws NOT_FOUND with the nearest ids, or AMBIGUOUS with the candidates. `id` has at least 6 characters. Set `near` to
 * false for what can't be undone, as the id nearest to a typo is another record.
 */
export function findRecord(state: State, id: string, { near: suggests = true } = {}): JournalRecord {
  if (isJobName(id)) return findJob(state, id);
  const wanted = id.trim().toUpperCase();
  const exact = state.record(wanted);
  if (exact) return exact;
  const matches = [...state.ids()].filter((known) => known.startsWith(wanted) || known.endsWith(wanted));
  const [only] = matches;
  if (only !== undefined && matches.length === 1) {
    const record = state.record(only);
    if (record) return record;
  }
  if (matches.length > 1) {
    throw new AgentOpsError(
      "AMBIGUOUS",
      `${matches.length} records match this id.`,
      `Send one of ${matches.slice(0, 5).join(", ")} in full.`,
    );
  }
  const near = suggests ? nearestIds(wanted, state.ids()) : [];
  throw new AgentOpsError(
    "NOT_FOUND",
    "There is no record with this id.",
    near.length > 0
      ? `Nearest ids: ${near.join(", ")}.`
      : suggests
        ? "The journal is empty: record a lesson first."
        : "Copy it whole, as agentops-mcp list shows it.",
  );
}

/** The parts of a record, or of the files that hold it, that can't be read. `id` may be a path. */
export function unreadableOf(state: State, id: string): Quarantined[] {
  const wanted = id.trim();
  return [...state.quarantined.values()].filter((entry) => entry.id === wanted || entry.path === wanted);
}

/** `id` may be the escalation's first or last characters. Throws as `findRecord` does. */
export function findEscalation(state: State, id: string): EscalationRecord {
  const record = findRecord(state, id);
  if (Escalation.is(record)) return record;
  throw new AgentOpsError(
    "NOT_FOUND",
    `${record.id} is a ${record.record}, not an escalation.`,
    "agentops-mcp rule and agentops://escalations list what is open.",
  );
}

/** Ids that agree with `wanted` in most positions; all ids have one length. */
function nearestIds(wanted: string, ids: Iterable<string>): string[] {
  return [...ids]
    .map((id) => ({ id, agreeing: [...id].filter((letter, at) => letter === wanted[at]).length }))
    .sort((a, b) => b.agreeing - a.agreeing || newestFirst(a, b))
    .slice(0, 3)
    .map(({ id }) => id);
}

/** The newest ids that begin or end with what was typed. */
export function completeId(ids: Iterable<string>, typed: string): string[] {
  const wanted = typed.toUpperCase();
  return [...ids]
    .filter((id) => id.startsWith(wanted) || id.endsWith(wanted))
    .toSorted((a, b) => (a < b ? 1 : -1));
}
