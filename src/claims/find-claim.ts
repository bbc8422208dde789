// Finds the claim that an id, or its beginning or end, stands for.
import { findRecord } from "../jobs/find-record.ts";
import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";
import Claim, { type ClaimRecord } from "./records/claim.ts";

/** The claim of that id, or of that beginning or end. Throws as `findRecord` does. */
export function findClaim(state: State, id: string): ClaimRecord {
  const record = findRecord(state, id);
  if (Claim.is(record)) return record;
  throw new AgentOpsError(
    "NOT_FOUND",
    `${record.id} is a ${record.record}, not a claim.`,
    "Send a claim's id: submit_claim returns it, and agentops-mcp verify names those of a commit.",
  );
}
