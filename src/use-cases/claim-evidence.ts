// Looks up a claim's evidence in the claimed commit.
import type { WriteContext } from "../api/context.ts";
import type { ClaimRecord } from "../claims/records/claim.ts";
import { findRecord } from "../jobs/find-record.ts";
import { shareableEvidence } from "../learnings/admission.ts";
import { atCommit, type Evidence } from "../records/evidence.ts";
import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";

export type Described = ClaimRecord["statement"]["predicate"]["evidence"][number];

/** In the claimed commit, as a file that the change adds is in no other working tree yet. */
export async function claimEvidence(
  context: WriteContext,
  evidence: readonly Evidence[],
  commit: string,
): Promise<Described[]> {
  const state = await context.state();
  const { code } = context;
  const named = await atCommit(evidence, async (written) =>
    written === "HEAD" ? commit : code.commitOf(written),
  );
  const found = shareableEvidence(named, code).map((each) => ({
    type: each.type,
    ref: fullId(state, each) ?? each.ref,
  }));
  const problems = await Promise.all(
    found.map(async (each) => {
      const problem = await code.problem(each, state, { commit });
      return problem === null ? [] : [`evidence ${each.ref}: ${problem}`];
    }),
  );
  if (problems.flat().length > 0)
    throw new AgentOpsError(
      "CLAIM_REFUSED",
      `${problems.flat().join("; ")}.`,
      "Name evidence that the claimed commit holds, or that can be found here.",
    );
  return found.map(({ type, ref }) => {
    const blob = type === "record" ? state.origin(ref)?.blob : undefined;
    return { name: type, uri: ref, ...(blob === undefined ? {} : { digest: { gitBlob: blob } }) };
  });
}

const fullId = (state: State, { type, ref }: Evidence): string | null =>
  type === "record" ? findRecord(state, ref).id : null;
