// Serves one claim with everything that a judge needs: what is claimed, of which commit, and what was found so far.

import { defineResource } from "../src/api/define.ts";
import { findClaim } from "../src/claims/find-claim.ts";
import Claim from "../src/claims/records/claim.ts";
import { claimPacket } from "../src/claims/text.ts";
import { completeId } from "../src/jobs/find-record.ts";

export default defineResource({
  uri: "agentops://claims/{id}",
  title: "Claim",
  description: "A claim, its verdicts with receipts, and judgements.",
  async read(context, id) {
    const state = await context.state();
    const claim = findClaim(state, id);
    const facts = await context.claims.policyFacts(state);
    return `${claimPacket(state, claim, facts, await context.claims.staleness(state, claim.id))}\n`;
  },
  complete: async (context, typed) =>
    completeId(
      (await context.state()).all(Claim).map((claim) => claim.id),
      typed,
    ),
});
