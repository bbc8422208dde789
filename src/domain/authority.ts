// Whose word decides, in the fold as at the call: workers set nothing, and nobody writes in another clone's name.
import type { ClaimRecord, JournalRecord, ReversalRecord } from "./record.ts";
import type { State } from "./state.ts";

/** In the role of a supervisor, in the journal of the clone that it names. */
export const isSupervisors = (state: State, { id, role }: JournalRecord): boolean =>
  role === "supervisor" && state.origin(id)?.own === true;

/** Nobody opens the locks of their own claim. */
export const mayReverse = (state: State, reversal: ReversalRecord, claim: ClaimRecord): boolean =>
  isSupervisors(state, reversal) && reversal.session !== claim.session;
