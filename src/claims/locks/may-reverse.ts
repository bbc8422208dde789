// Says who may open a claim's locks.
import { isSupervisors } from "../../records/authority.ts";
import type { State } from "../../records/state.ts";
import type { ClaimRecord } from "../records/claim.ts";
import type { ReversalRecord } from "../records/reversal.ts";

/** Nobody opens the locks of their own claim. */
export const mayReverse = (state: State, reversal: ReversalRecord, claim: ClaimRecord): boolean =>
  isSupervisors(state, reversal) && reversal.session !== claim.session;
