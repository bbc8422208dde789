// Drafts a judgement on a claim, and brings the place of a fault into the form of records.
import type { WriteContext } from "../api/context.ts";
import { type JudgmentParts, judgmentOf } from "../claims/judgment.ts";
import type { ClaimRecord } from "../claims/records/claim.ts";
import type { JudgmentRecord } from "../claims/records/judgment.ts";
import { namedPath } from "../learnings/admission.ts";
import type { DraftOf } from "../records/record.ts";
import type { State } from "../records/state.ts";

/** Throws SELF_VERDICT or VERDICT_REFUSED, and refuses text that may not be stored. */
export function draftJudgment(
  context: WriteContext,
  state: State,
  claim: ClaimRecord,
  parts: JudgmentParts,
): Promise<DraftOf<JudgmentRecord>> {
  const location = parts.location === null ? null : locationOf(parts.location, context.code);
  return judgmentOf(state, claim, { ...parts, location }, context.claims.holds);
}

/** `path` or `path:line`, of a column or a range the first line. */
function locationOf(written: string, code: WriteContext["code"]): string {
  const line = /\d+/.exec(code.named(written).line)?.[0];
  return namedPath(written, code) + (line === undefined ? "" : `:${line}`);
}
