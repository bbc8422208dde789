// Makes the record of a judgement on a claim. Neither its author nor anything in the same process can make one.

import type { DraftOf } from "../records/record.ts";
import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { checkText } from "../shared/text/storable-text.ts";
import type { ClaimRecord } from "./records/claim.ts";
import Judgment, { type JudgmentRecord } from "./records/judgment.ts";

export interface JudgmentParts {
  readonly decision: "pass" | "refuse";
  readonly reason: string;
  readonly location: string | null;
  readonly attested: "judge" | "terminal";
  readonly process: string | null;
  readonly session: string;
}

/**
 * `holds` is true where a location exists at a commit. Throws SELF_VERDICT or VERDICT_REFUSED, and refuses text that may
 * not be stored.
 */
export async function judgmentOf(
  state: State,
  claim: ClaimRecord,
  { session, ...parts }: JudgmentParts,
  holds: (commit: string, location: string) => Promise<boolean>,
): Promise<DraftOf<JudgmentRecord>> {
  if (session === claim.session)
    throw new AgentOpsError(
      "SELF_VERDICT",
      "This session made the claim, so it can't judge it.",
      "Let another session judge, or a person: agentops-mcp review.",
    );
  if (parts.process !== null && parts.process === claim.process)
    throw new AgentOpsError(
      "SELF_VERDICT",
      "The runtime process that made the claim can't judge it, under whatever session name.",
      "Start the judge in a process of its own.",
    );
  checkText([parts.reason, parts.location], "judgement");
  if (parts.decision === "refuse") {
    if (parts.reason.trim() === "" || parts.location === null)
      throw new AgentOpsError(
        "VERDICT_REFUSED",
        "A refusal needs a reason and a location.",
        "Send reason, and location as path or path:line at the claimed commit.",
      );
    if (!(await holds(claim.statement.subject[0].digest.gitCommit, parts.location)))
      throw new AgentOpsError(
        "VERDICT_REFUSED",
        "location: the claimed commit has no such file or line.",
        "Send path or path:line as it is at the claimed commit.",
      );
  }
  const blob = state.origin(claim.id)?.blob;
  if (blob === undefined) throw new Error("a claim has an origin");
  return Judgment.draft({ claim: claim.id, claimDigest: { gitBlob: blob }, ...parts });
}
