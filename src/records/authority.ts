// Decides whose word counts, in the fold as at the call: workers set nothing, and nobody writes in another clone's name.
import type { ClaimRecord, JournalRecord, RecordKind, ReversalRecord } from "./record.ts";
import type { State } from "./state.ts";

/** In the role of a supervisor, in the journal of the clone that it names. */
export const isSupervisors = (state: State, { id, role }: JournalRecord): boolean =>
  role === "supervisor" && state.origin(id)?.own === true;

/** Nobody opens the locks of their own claim. */
export const mayReverse = (state: State, reversal: ReversalRecord, claim: ClaimRecord): boolean =>
  isSupervisors(state, reversal) && reversal.session !== claim.session;

const FREE_KINDS: ReadonlySet<string> = new Set<RecordKind>([
  "learning",
  "citation",
  "retrieval",
  "injection",
  "redaction",
  "denial",
  "research",
  "job",
  "signature",
]);

/** Records of the other kinds, and of those that only a later version knows, count in the journal of their clone alone. */
export const countsAnywhere = (kind: string): boolean => FREE_KINDS.has(kind);

/** Ids of the signed verdicts among these records, and of the opinions in them: they count wherever they lie. */
export function signedAmong(records: readonly JournalRecord[]): Set<string> {
  const signed = new Set(records.flatMap((each) => (each.record === "signature" ? [each.verdict] : [])));
  return new Set(
    records.flatMap((each) => {
      if (each.record !== "verdict" || !signed.has(each.id)) return [];
      const { council } = each.statement.predicate;
      return [each.id, ...(council?.judges ?? []).map(({ opinion }) => opinion.id)];
    }),
  );
}
