// Decides whose word counts, in the fold as at the call: workers set nothing, and nobody writes in another clone's name.
import type { Kinds } from "./kinds.ts";
import type { JournalRecord } from "./record.ts";
import type { State } from "./state.ts";

/** The journal of whatever does not lie in that of the clone that it names: anybody may have written it there. */
export const ELSEWHERE = "elsewhere";

/** The clone that answers for a record: the one in whose own journal it lies, else nobody's. */
export const journalOf = (state: State, { id, clone }: Pick<JournalRecord, "id" | "clone">): string =>
  state.origin(id)?.own === true ? clone : ELSEWHERE;

/** In the role of a supervisor, in the journal of the clone that it names. */
export const isSupervisors = (state: State, { id, role }: JournalRecord): boolean =>
  role === "supervisor" && state.origin(id)?.own === true;

/** Records of the other kinds, and of those that only a later version knows, count in the journal of their clone alone. */
export const countsAnywhere = (kinds: Kinds, kind: string): boolean =>
  kinds.get(kind)?.countsAnywhere === true;

/** True for a kind whose records matter to whether others count in a journal that is not theirs. */
export const canVouch = (kinds: Kinds, kind: string): boolean => kinds.get(kind)?.vouches !== undefined;

/** Ids of the records that count wherever they lie because one among these vouches for them. */
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
