// Finds the claim that an id, or its beginning or end, stands for.
import { findRecord } from "../jobs/find-record.ts";
import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";
import Claim, { type ClaimRecord } from "./records/claim.ts";

/** `id` may be its first or last characters. Throws as `findRecord` does. */
export function findClaim(state: State, id: string): ClaimRecord {
  const record = findRecord(state, id);
  if (Claim.is(record)) return record;
  throw new AgentOpsError(
    "NOT_FOUND",
    `${record.id} is a ${record.record}, not a claim.`,
    "Send a claim's id: submit_claim returns it, and agentops-mcp verify names those of a commit.",
  );
}

/** For a claim whose commit is not in this clone. */
export const goneCommit = (claim: ClaimRecord): AgentOpsError =>
  new AgentOpsError(
    "STALE_CLAIM",
    `The claimed commit ${claim.statement.subject[0].digest.gitCommit.slice(0, 12)} is not here.`,
    "If another clone has it, git fetch brings it; if it was rewritten, claim the commit that is there now.",
  );
