// Makes the record that opens a lock, which needs a reason, an authority and a follow-up.

import type { DraftOf } from "../../records/record.ts";
import type { State } from "../../records/state.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { checkText } from "../../shared/text/storable-text.ts";
import Reversal, { type ReversalRecord } from "../records/reversal.ts";
import { bindingLocks, type LockFacts, locksOf } from "./ratchet.ts";

export interface ReversalParts {
  readonly check: string;
  readonly reason: string;
  readonly authority: string;
  readonly follow_up: string;
  readonly attested: "supervisor" | "terminal";
  readonly session: string;
}

/** Throws NOT_FOUND where the check has no lock, SELF_VERDICT for the session that made the claim. */
export function reversalOf(
  state: State,
  facts: LockFacts,
  { session, ...parts }: ReversalParts,
): DraftOf<ReversalRecord> {
  checkText(parts, "reversal");
  const locks = locksOf(state, facts).filter(
    ({ check, reversal }) => check === parts.check && reversal === null,
  );
  const [lock] = [...bindingLocks(locks), ...locks];
  if (!lock) {
    const held = [...new Set(locksOf(state, facts).map(({ check }) => check))].join(", ");
    throw new AgentOpsError(
      "NOT_FOUND",
      "check: it has no lock.",
      held === "" ? "Nothing is locked here." : `Locked are: ${held.slice(0, 500)}.`,
    );
  }
  if (locks.some(({ claim }) => claim.session === session))
    throw new AgentOpsError(
      "SELF_VERDICT",
      "The session whose claim is locked can't reverse the lock.",
      "Ask a supervisor's session, or a person: agentops-mcp reverse.",
    );
  return Reversal.draft({ claim: lock.claim.id, ...parts });
}
