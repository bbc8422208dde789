// Decides whose records count, in the fold and at each call: workers decide nothing, and nobody writes in another clone's
// name.
import type { Kinds } from "./kinds.ts";
import type { JournalRecord } from "./record.ts";
import type { State } from "./state.ts";

/** The journal of a record that does not lie in that of the clone it names, as anybody may have put it there. */
export const ELSEWHERE = "elsewhere";

/** Why a record does not count that lies elsewhere. */
export const NOT_OWN = "not in the journal of the clone that it names";

/** The clone that answers for a record: the one that it names, if it lies in that clone's journal; else nobody's. */
export const journalOf = (state: State, { id, clone }: Pick<JournalRecord, "id" | "clone">): string =>
  state.origin(id)?.own === true ? clone : ELSEWHERE;

/** Written in the role of a supervisor, and lying in the journal of the clone that it names. */
export const isSupervisors = (state: State, { id, role }: JournalRecord): boolean =>
  role === "supervisor" && state.origin(id)?.own === true;

/** Records of other kinds, and of kinds that only a later version knows, count only in their own clone's journal. */
export const countsAnywhere = (kinds: Kinds, kind: string): boolean =>
  kinds.get(kind)?.countsAnywhere === true;

/** True for a kind whose records can make others count outside of their own clone's journal. */
export const canVouch = (kinds: Kinds, kind: string): boolean => kinds.get(kind)?.vouches !== undefined;

/** Ids of the records that count wherever they lie, because one of these vouches for them. */
export function vouchedAmong(kinds: Kinds, records: readonly JournalRecord[]): Set<string> {
  const vouched = new Set<string>();
  let more = records.filter(({ record }) => countsAnywhere(kinds, record));
  while (more.length > 0) {
    const named = new Set(more.flatMap((each) => kinds.get(each.record)?.vouches?.(each) ?? []));
    more = records.filter(({ id }) => named.has(id) && !vouched.has(id));
    for (const id of named) vouched.add(id);
  }
  return vouched;
}
